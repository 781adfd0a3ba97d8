"""How many workers the simulated account has, where they are and how each one is made from the seed."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from simulator.fleet.catalogue import COURSES, INSTANCE_TYPES, OWNERS, images_of, version_in
from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.draws import aws_id, choose, draw
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.launch_order import LaunchOrder
from simulator.fleet.life_cycle import Delays, Entry, LifeCycle
from simulator.fleet.placement import place
from simulator.fleet.tag_history import TagHistory

FIRST_LAUNCH_AT: Final = datetime(2025, 11, 3, 6, 0, tzinfo=UTC)
LAUNCHES_SPREAD_MINUTES: Final = 60 * 24 * 58


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """All that decides the fleet: equal plans make equal ids, names, addresses, types and launch times."""

    workers: int = 10
    regions: tuple[str, ...] = ("us-east-1",)
    seed: int = 1
    account: str = "123456789012"
    stopped_percent: int = 0
    """How many of a hundred workers are stopped to begin with."""
    detailed_monitoring_percent: int = 0
    """How many of a hundred workers report to CloudWatch every 60 s instead of every 300 s."""
    latest_samples_seconds: int = 0
    """Samples come up to so late, each worker's always equally late."""
    delays: Delays = field(default_factory=Delays)
    controllers: ControllerPlan = field(default_factory=ControllerPlan)

    def region_of(self, serial: int) -> str:
        """Spread the workers evenly over the regions."""
        return self.regions[(serial - 1) % len(self.regions)]

    def founded(self, serial: int) -> Instance:
        """Make a worker that has been there since before the simulator started."""
        minutes = draw(self.seed, serial, "launch") % LAUNCHES_SPREAD_MINUTES
        launched_at = FIRST_LAUNCH_AT + timedelta(minutes=minutes)
        instance = self._make(serial, self.region_of(serial), launched_at)
        if draw(self.seed, serial, "stopped") % 100 < self.stopped_percent:
            instance.stop(launched_at + timedelta(hours=9))
        return instance

    def controller_for(self, instance: Instance, now: datetime) -> Controller:
        """Make the controller of an instance; one that was down meanwhile has lost its nodes."""
        serial, launched_at = instance.serial, instance.created_at
        version = version_in(instance.image.name)
        if serial > self.workers:
            return self.controllers.fresh(self.seed, serial, launched_at, version)
        controller = self.controllers.founded(self.seed, serial, launched_at, version)
        controller.load.found(int(now.timestamp()))
        is_running = instance.state_at(now) is InstanceState.RUNNING
        if instance.starts or instance.rebooted_at or not is_running:
            controller.power_off(now)
        return controller

    def launched(self, serial: int, order: LaunchOrder, index: int, now: datetime) -> Instance:
        """Make a worker that is launched at this moment, as the `index`-th, from 0, of its order."""
        instance = self._make(serial, order.region, now, order.zone)
        pending = timedelta(seconds=self.delays.pending_seconds)
        instance.life = LifeCycle([Entry(now, InstanceState.PENDING), Entry(now + pending, InstanceState.RUNNING)])
        instance.launch_index, instance.reservation_id = index, aws_id("r", self.seed, serial - index)
        instance.image = order.image or instance.image
        instance.instance_type = order.instance_type or instance.instance_type
        instance.user_data = order.user_data
        if order.key_name is not None:
            instance.placement = replace(instance.placement, key_name=order.key_name)
        if order.has_detailed_monitoring is not None:
            instance.has_detailed_monitoring = order.has_detailed_monitoring
        if order.tags is not None:
            instance.tag_history = TagHistory.begun(now, order.tags)
        return instance

    def _make(self, serial: int, region: str, launched_at: datetime, zone: str | None = None) -> Instance:
        seed = self.seed
        tags = {
            "Name": f"cml-worker-{serial:03d}",
            "course": choose(COURSES, seed, serial, "course"),
            "owner": choose(OWNERS, seed, serial, "owner"),
        }
        return Instance(
            instance_id=aws_id("i", seed, serial),
            reservation_id=aws_id("r", seed, serial),
            serial=serial,
            image=choose(images_of(region, seed), seed, serial, "image"),
            placement=place(region, self._number_of(region), serial, seed, zone),
            instance_type=choose(INSTANCE_TYPES, seed, serial, "type"),
            created_at=launched_at,
            launched_at=launched_at,
            tag_history=TagHistory.begun(launched_at, tags),
            life=LifeCycle([Entry(launched_at, InstanceState.RUNNING)]),
            load_seed=draw(seed, serial, "load"),
            has_detailed_monitoring=draw(seed, serial, "monitoring") % 100 < self.detailed_monitoring_percent,
            samples_come_after_seconds=draw(seed, serial, "samples") % (self.latest_samples_seconds + 1),
            delays=self.delays,
        )

    def _number_of(self, region: str) -> int:
        return self.regions.index(region) if region in self.regions else len(self.regions)
