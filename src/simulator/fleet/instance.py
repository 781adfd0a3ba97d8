"""One simulated EC2 instance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from simulator.fleet.catalogue import Image
from simulator.fleet.controller.controller import Controller
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.life_cycle import Delays, LifeCycle
from simulator.fleet.placement import Placement, public_ip_address
from simulator.fleet.tag_history import TagHistory

TERMINATED_STAYS_VISIBLE = timedelta(hours=1)


class StatusCheck(StrEnum):
    """Outcome of a status check (EC2 API Reference, InstanceStatusSummary)."""

    OK = "ok"
    IMPAIRED = "impaired"
    INITIALIZING = "initializing"
    NOT_APPLICABLE = "not-applicable"


class IllegalTransitionError(Exception):
    """The instance is in a state from which the wanted change is not allowed."""

    def __init__(self, instance_id: str, state: InstanceState) -> None:
        super().__init__(f"{instance_id} is {state}")
        self.instance_id = instance_id


@dataclass(frozen=True, slots=True)
class StateChange:
    """What a start, stop or end did to one instance (EC2 API Reference, InstanceStateChange)."""

    instance_id: str
    previous: InstanceState
    current: InstanceState


class Look(NamedTuple):
    """All by which an instance looks different at another moment though nothing is done to it in between."""

    state: InstanceState
    system_check: StatusCheck
    tagging: int


def user_initiated(at: datetime) -> str:
    """Word the reason of a change that a user asked for, as EC2 does."""
    return f"User initiated ({at:%Y-%m-%d %H:%M:%S} GMT)"


@dataclass(slots=True)
class Instance:
    """A virtual machine that carries a CML worker."""

    texts: dict[tuple[str, Look], str] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was written about it since its last change, by kind of text and look; emptied by every change."""
    instance_id: str
    reservation_id: str
    serial: int
    """Its place in the fleet, from 1; every list is in this order."""
    image: Image
    placement: Placement
    instance_type: str
    created_at: datetime
    launched_at: datetime
    tag_history: TagHistory
    life: LifeCycle
    load_seed: int
    has_detailed_monitoring: bool = False
    samples_come_after_seconds: int = 0
    """How long after its end a sample is to be had; CloudWatch's come late, and not all at once."""
    launch_index: int = 0
    """Its place among those launched together, from 0."""
    starts: int = 0
    rebooted_at: datetime | None = None
    impaired_since: datetime | None = None
    state_transition_reason: str = ""
    user_data: str = ""
    """What its first boot is told, base64."""
    delays: Delays = field(default_factory=Delays)
    controller: Controller | None = None
    """What it carries; None until somebody looks, for most tests and benchmarks never do."""

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name != "texts":
            self.texts.clear()

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags at present."""
        return self.tag_history.newest

    @property
    def name(self) -> str:
        """The Name tag, empty when there is none."""
        return self.tags.get("Name", "")

    @property
    def region(self) -> str:
        """The region it lives in."""
        return self.placement.region

    @property
    def monitoring_state(self) -> str:
        """Whether CloudWatch measures it every minute (`enabled`) or every five (`disabled`)."""
        return "enabled" if self.has_detailed_monitoring else "disabled"

    def state_at(self, now: datetime) -> InstanceState:
        """Tell the state at that time."""
        return self.life.state_at(now)

    def look_at(self, now: datetime) -> Look:
        """Tell how it looks at that time."""
        return Look(self.state_at(now), self.system_check_at(now), self.tag_history.number_at(now))

    def require_startable(self, now: datetime) -> None:
        """Raise IllegalTransitionError unless it is stopped, or up already."""
        state = self.state_at(now)
        if state.is_ended or state is InstanceState.STOPPING:
            raise IllegalTransitionError(self.instance_id, state)

    def require_stoppable(self, now: datetime) -> None:
        """Raise IllegalTransitionError unless it is running, or down already."""
        state = self.state_at(now)
        if state.is_ended or state is InstanceState.PENDING:
            raise IllegalTransitionError(self.instance_id, state)

    def require_running(self, now: datetime) -> None:
        """Raise IllegalTransitionError unless it runs."""
        self._require(InstanceState.RUNNING, now)

    def require_stopped(self, now: datetime) -> None:
        """Raise IllegalTransitionError unless it is stopped."""
        self._require(InstanceState.STOPPED, now)

    def start(self, now: datetime) -> StateChange:
        """Begin to start, with a new launch time and public address. Raises IllegalTransitionError."""
        self.require_startable(now)
        previous = self.state_at(now)
        if not self.life.start(now, self.delays):
            return StateChange(self.instance_id, previous, previous)
        self.launched_at, self.starts, self.state_transition_reason = now, self.starts + 1, ""
        return StateChange(self.instance_id, previous, InstanceState.PENDING)

    def stop(self, now: datetime) -> StateChange:
        """Begin to stop on a user's wish. Raises IllegalTransitionError."""
        self.require_stoppable(now)
        previous = self.state_at(now)
        if not self.life.stop(now, self.delays):
            return StateChange(self.instance_id, previous, previous)
        self.state_transition_reason = user_initiated(now)
        self._lose_power(now)
        return StateChange(self.instance_id, previous, InstanceState.STOPPING)

    def terminate(self, now: datetime) -> StateChange:
        """Begin to end on a user's wish, unless the end has already begun."""
        previous = self.state_at(now)
        if not self.life.terminate(now, self.delays):
            return StateChange(self.instance_id, previous, previous)
        self.state_transition_reason = user_initiated(now)
        self._lose_power(now)
        return StateChange(self.instance_id, previous, InstanceState.SHUTTING_DOWN)

    def reboot(self, now: datetime) -> None:
        """Begin anew without a change of state: checks start over, and what made them fail is gone."""
        self.require_running(now)
        self.rebooted_at, self.impaired_since = now, None
        self._lose_power(now)

    def monitor(self, *, wanted: bool) -> None:
        """Let CloudWatch measure it every minute, or every five."""
        self.has_detailed_monitoring = wanted

    def set_tags(self, tags: Mapping[str, str], now: datetime) -> None:
        """Replace its tags."""
        self.tag_history.set(now, tags)
        self.texts.clear()

    def impair(self, now: datetime) -> None:
        """Let the instance status check fail from now on."""
        self.impaired_since = self.impaired_since or now

    def heal(self) -> None:
        """Let the instance status check pass again."""
        self.impaired_since = None

    def public_ip_at(self, now: datetime) -> str | None:
        """Tell the public address; None while stopped or terminated."""
        if self.state_at(now) in (InstanceState.STOPPED, InstanceState.TERMINATED):
            return None
        return public_ip_address(self.serial, self.starts)

    def public_dns_name_at(self, now: datetime) -> str | None:
        """Tell the public name; None while there is no public address."""
        address = self.public_ip_at(now)
        return None if address is None else self.placement.public_dns_name(address)

    def status_check_at(self, now: datetime) -> StatusCheck:
        """Tell the outcome of the instance status check."""
        check = self.system_check_at(now)
        is_checked = check is not StatusCheck.NOT_APPLICABLE
        return StatusCheck.IMPAIRED if is_checked and self.impaired_since is not None else check

    def system_check_at(self, now: datetime) -> StatusCheck:
        """Tell the outcome of the system status check, which is about the host and never impaired here."""
        entry = self.life.entry_at(now)
        if entry.state is not InstanceState.RUNNING:
            return StatusCheck.NOT_APPLICABLE
        checked_at = self._powered_on_at(now) + timedelta(seconds=self.delays.initializing_seconds)
        return StatusCheck.OK if now >= checked_at else StatusCheck.INITIALIZING

    def is_cml_ready_at(self, now: datetime) -> bool:
        """Tell whether the controller has booted."""
        ready_at = self._powered_on_at(now) + timedelta(seconds=self.delays.cml_booting_seconds)
        return self.state_at(now) is InstanceState.RUNNING and now >= ready_at

    def is_gone_at(self, now: datetime) -> bool:
        """Tell whether it ended so long ago that AWS no longer lists it."""
        entry = self.life.entry_at(now)
        return entry.state is InstanceState.TERMINATED and now - entry.at >= TERMINATED_STAYS_VISIBLE

    def _powered_on_at(self, now: datetime) -> datetime:
        """Tell since when it has been in its state, or since its last reboot."""
        since = self.life.entry_at(now).at
        return max(since, self.rebooted_at or since)

    def _lose_power(self, now: datetime) -> None:
        if self.controller is not None:
            self.controller.power_off(now)

    def _require(self, wanted: InstanceState, now: datetime) -> None:
        state = self.state_at(now)
        if state is not wanted:
            raise IllegalTransitionError(self.instance_id, state)
