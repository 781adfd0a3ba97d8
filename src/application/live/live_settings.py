"""LiveSettings: what is in force in this process at this moment."""

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum

import structlog

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
    state: FleetSettingsState
    """What is set, as far as it was told."""

    def __init__(self, settings: Settings) -> None:
        self.defaults = environment_values(settings)
        self._given = named_by_environment(settings)
        self.state = FleetSettingsState(id=SETTINGS_ID)
        self._observers: list[Callable[[LiveValues], None]] = []
        self.now, self.faults = usable_of(self.defaults, {})

    def load(self, states: Iterable[FleetSettingsState]) -> None:
        """Begin with what the documents hold."""
        self.state = next(iter(states), FleetSettingsState(id=SETTINGS_ID))
        self._evaluate()

    def follow(self, event: SettingsChangedDomainEvent) -> None:
        """Put into force what one event says, unless the state holds it already."""
        if event.aggregate_version > self.state.state_version:
            self.state.on(event)
            self.state.state_version = event.aggregate_version
            self._evaluate()

    def of(self, aggregate_ids: Collection[str]) -> list[FleetSettingsState]:
        """The state, where its id is among these."""
        return [self.state] if self.state.state_version and SETTINGS_ID in aggregate_ids else []

    def when_changed(self, observer: Callable[[LiveValues], None]) -> None:
        """Call `observer` with the former values whenever others have come into force; it must not wait."""
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
                observer(before)
