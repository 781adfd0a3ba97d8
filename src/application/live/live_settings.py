"""LiveSettings: what is in force in this process at this moment."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import structlog

from application.events.followed_states import FollowedStates
from application.live.environment_values import environment_values, named_by_environment
from application.live.evaluation import SettingFault, usable_of
from application.live.live_values import LiveValues
from application.settings import Settings
from domain.settings.fleet_settings import SETTINGS_ID
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.settings.settings_events import SettingsChangedDomainEvent

log = structlog.get_logger(__name__)


class SettingSource(StrEnum):
    """Where a value comes from: LIVE = somebody set it while the service runs."""

    DEFAULT = "default"
    ENVIRONMENT = "environment"
    LIVE = "live"


class LiveSettings:
    """Follows the events of settings in every process. `now` is in force until the next of them is told.

    What is set and cannot be used, for another version of the service set it, is told and left out.
    """

    now: LiveValues
    faults: Sequence[SettingFault]

    def __init__(self, settings: Settings) -> None:
        self.defaults = environment_values(settings)
        self._given = named_by_environment(settings)
        self._states = FollowedStates(lambda settings_id: FleetSettingsState(id=settings_id))
        self._observers: list[Callable[[], None]] = []
        self.now, self.faults = usable_of(self.defaults, {})

    @property
    def state(self) -> FleetSettingsState:
        """What is set, as far as it was told."""
        return self._states.get(SETTINGS_ID) or FleetSettingsState(id=SETTINGS_ID)

    def load(self, states: Iterable[FleetSettingsState]) -> None:
        """Begin with what the documents hold."""
        self._states.load(states)
        self._evaluate()

    def follow(self, event: SettingsChangedDomainEvent) -> None:
        """Follow one event, and put what it says into force."""
        self._states.follow(event)
        self._evaluate()

    def of(self, aggregate_ids: Iterable[str]) -> list[FleetSettingsState]:
        """The state, where its id is among these."""
        return self._states.of(aggregate_ids)

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever other values have come into force; it must not wait."""
        self._observers.append(observer)

    def source_of(self, name: str) -> SettingSource:
        """Where the value in force of `name` comes from."""
        if name in self.state.values and not any(fault.concerns(name) for fault in self.faults):
            return SettingSource.LIVE
        return SettingSource.ENVIRONMENT if name in self._given else SettingSource.DEFAULT

    def _evaluate(self) -> None:
        before, told = self.now, self.faults
        values = {name: known.value for name, known in self.state.values.items()}
        self.now, self.faults = usable_of(self.defaults, values)
        if self.faults and self.faults != told:
            log.warning("live_settings_unusable", faults={fault.name: fault.message for fault in self.faults})
        if self.now != before:
            for observer in self._observers:
                observer()
