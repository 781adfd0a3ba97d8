"""WorkerChoice: which workers a filter of events is about."""

from dataclasses import dataclass

from application.events.event_labels import tag_words
from domain.worker.cml_worker_state import CMLWorkerState


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    """None for ids or regions = any; all of `tags` (`KEY:VALUE`) must be there."""

    worker_ids: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()

    def admits(self, state: CMLWorkerState) -> bool:
        """Whether a worker of the fleet is chosen as it is now."""
        return (
            not state.removed
            and (self.worker_ids is None or state.id in self.worker_ids)
            and (self.regions is None or state.region in self.regions)
            and (not self.tags or self.tags <= tag_words(state.tags))
        )


EVERY_WORKER = WorkerChoice()
