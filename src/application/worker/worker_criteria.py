"""Which workers a list shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from application.listing.criteria import Condition, Criteria
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

SEARCHED = ("id", "name", "instance_id", "instance_type", "ami_id", "ami_name", "private_ip", "public_ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerCriteria(Criteria[CMLWorkerState]):
    """Empty = all. What is given must all hold; `text` is looked for literally, in any case of letters."""

    statuses: frozenset[WorkerStatus] = frozenset()
    service_statuses: frozenset[ServiceStatus] = frozenset()
    regions: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    tags: frozenset[tuple[str, str]] = frozenset()
    cordoned: bool | None = None
    idle: bool | None = None
    text: str = ""

    def conditions(self) -> Iterator[Condition[CMLWorkerState]]:
        """What was asked."""
        if self.statuses:
            yield lambda state: state.status in self.statuses
        if self.service_statuses:
            yield lambda state: state.service.status in self.service_statuses
        if self.regions:
            yield lambda state: state.region in self.regions
        if self.accounts:
            yield lambda state: state.account in self.accounts
        if self.tags:
            yield lambda state: self.tags <= state.tags.items()
        yield from self._either_or()
        if self.text:
            yield partial(_found, self.text.casefold())

    def _either_or(self) -> Iterator[Condition[CMLWorkerState]]:
        if self.cordoned is not None:
            yield lambda state: self.cordoned is (state.cordoned is not None)
        if self.idle is not None:
            yield lambda state: self.idle is (state.idle.since is not None)


def _found(text: str, state: CMLWorkerState) -> bool:
    return any(text in (getattr(state, name) or "").casefold() for name in SEARCHED)
