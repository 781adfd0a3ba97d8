"""How many workers the simulated account has, where they are and how each one is made from the seed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from simulator.fleet.catalogue import COURSES, INSTANCE_TYPES, OWNERS, images_of
from simulator.fleet.draws import aws_id, choose, draw
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.life_cycle import Delays, Entry, LifeCycle
from simulator.fleet.placement import place

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

    def added(self, serial: int, region: str, now: datetime) -> Instance:
        """Make a worker that is launched at this moment."""
        instance = self._make(serial, region, now)
        instance.life = LifeCycle([Entry(now, InstanceState.STOPPED)])
        instance.start(now)
        return instance

    def _make(self, serial: int, region: str, launched_at: datetime) -> Instance:
        seed = self.seed
        return Instance(
            instance_id=aws_id("i", seed, serial),
            reservation_id=aws_id("r", seed, serial),
            serial=serial,
            image=choose(images_of(region, seed), seed, serial, "image"),
            placement=place(region, self._number_of(region), serial, seed),
            instance_type=choose(INSTANCE_TYPES, seed, serial, "type"),
            launched_at=launched_at,
            tags={
                "Name": f"cml-worker-{serial:03d}",
                "course": choose(COURSES, seed, serial, "course"),
                "owner": choose(OWNERS, seed, serial, "owner"),
            },
            life=LifeCycle([Entry(launched_at, InstanceState.RUNNING)]),
            load_seed=draw(seed, serial, "load"),
            has_detailed_monitoring=draw(seed, serial, "monitoring") % 100 < self.detailed_monitoring_percent,
            samples_come_after_seconds=draw(seed, serial, "samples") % (self.latest_samples_seconds + 1),
            delays=self.delays,
        )

    def _number_of(self, region: str) -> int:
        return self.regions.index(region) if region in self.regions else len(self.regions)
