"""AlertRule: what is watched of workers, and when it is an alert."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.aggregate import NEVER
from domain.alert.watched import COMPARISONS, STATES, Comparison, Watched
from domain.errors import InvalidValuesError


class Severity(StrEnum):
    """How much it matters."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertScope:
    """Which workers a rule watches. Empty = all; `tags` are `KEY:VALUE` and must all be there."""

    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    worker_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """Figures have a `threshold`, states a `state`.

    An alert comes once this has been so for `for_seconds`; one of a figure ends at `clear_threshold`, where that is
    given, so that a figure that moves back and forth over the threshold is one alert. `version` grows with every write
    and is 0 for a rule that the service brings along and nobody has changed.
    """

    id: str
    description: str = ""
    watched: Watched
    comparison: Comparison
    threshold: float | None = None
    clear_threshold: float | None = None
    state: str = ""
    for_seconds: float = 0.0
    severity: Severity = Severity.WARNING
    scope: AlertScope = AlertScope()
    enabled: bool = True
    changed_at: datetime = NEVER
    changed_by: str = ""
    version: int = 0

    @property
    def cleared_at(self) -> float:
        """The threshold at which an alert ends."""
        if self.clear_threshold is not None:
            return self.clear_threshold
        return self.threshold or 0.0

    def check(self) -> None:
        """Raise InvalidValuesError for a rule that makes no sense; it names all that is wrong."""
        faults = [*self._faults_of_comparison(), *(self._state_faults() if self.watched in STATES else self._faults())]
        if faults:
            raise InvalidValuesError(faults, "invalid_rule")

    def _faults_of_comparison(self) -> list[tuple[str, str]]:
        allowed = COMPARISONS[self.watched]
        if self.comparison in allowed:
            return []
        return [("/comparison", f"{self.watched} is compared with {' or '.join(allowed)}")]

    def _state_faults(self) -> list[tuple[str, str]]:
        faults = [] if self.state in STATES[self.watched] else [("/state", f"one of {', '.join(STATES[self.watched])}")]
        if self.threshold is not None or self.clear_threshold is not None:
            faults.append(("/threshold", f"{self.watched} is a state and has no thresholds"))
        return faults

    def _faults(self) -> list[tuple[str, str]]:
        faults = [("/state", f"{self.watched} is a figure and has no states")] if self.state else []
        if self.threshold is None:
            return [*faults, ("/threshold", f"{self.watched} needs one")]
        beyond = self.threshold - self.cleared_at
        if beyond < 0 if self.comparison is Comparison.ABOVE else beyond > 0:
            faults.append(("/clear_threshold", "it must lie where the alert ends, on the other side of the threshold"))
        return faults


class AlertRuleRepository(Protocol):
    """Few records. Errors of the database come as SourceUnavailableError."""

    async def save_async(self, rule: AlertRule) -> bool:
        """Keep in place of the version before; False, and nothing written, when there is another one by now."""

    async def list_async(self) -> Sequence[AlertRule]:
        """All, by id."""

    async def remove_async(self, rule_id: str) -> bool:
        """Forget one; False where there is none."""
