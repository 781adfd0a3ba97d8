"""Which workers a list shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

SEARCHED = ("id", "name", "instance_id", "instance_type", "ami_id", "ami_name", "private_ip", "public_ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerCriteria:
    """Empty = all. What is given must all hold; `text` is looked for literally, in any case of letters."""

    statuses: frozenset[WorkerStatus] = frozenset()
    service_statuses: frozenset[ServiceStatus] = frozenset()
    regions: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)
    cordoned: bool | None = None
    text: str = ""

    def admits(self, state: CMLWorkerState) -> bool:
        """Whether a worker is shown."""
        return (
            (not self.statuses or state.status in self.statuses)
            and (not self.service_statuses or state.service.status in self.service_statuses)
            and (not self.regions or state.region in self.regions)
            and (not self.accounts or state.account in self.accounts)
            and all(state.tags.get(key) == value for key, value in self.tags.items())
            and (self.cordoned is None or self.cordoned is (state.cordoned is not None))
            and (not self.text or self._found_in(state))
        )

    def _found_in(self, state: CMLWorkerState) -> bool:
        text = self.text.casefold()
        return any(text in (getattr(state, name) or "").casefold() for name in SEARCHED)
