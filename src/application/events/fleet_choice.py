"""FleetChoice: what of the fleet a filter of events is about."""

from dataclasses import dataclass

from application.events.event_labels import tag_words
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState


@dataclass(frozen=True, slots=True)
class FleetChoice:
    """None for ids, subjects or regions = any; all of `tags` (`KEY:VALUE`) must be there.

    A subject is the id of a worker or of a lab. With `labs`, labs are wanted beside workers.
    """

    worker_ids: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    subjects: frozenset[str] | None = None
    labs: bool = False

    @property
    def named_workers(self) -> frozenset[str] | None:
        """The workers that are named, by themselves or by their labs; None where any may be chosen."""
        if self.subjects is None:
            return self.worker_ids
        of_subjects = frozenset(subject.partition("/")[0] for subject in self.subjects)
        return of_subjects if self.worker_ids is None else of_subjects & self.worker_ids

    def reaches(self, worker: CMLWorkerState) -> bool:
        """Whether what happens on a worker of the fleet is chosen as the worker is now."""
        return (
            not worker.removed
            and (self.worker_ids is None or worker.id in self.worker_ids)
            and (self.regions is None or worker.region in self.regions)
            and (not self.tags or self.tags <= tag_words(worker.tags))
        )

    def admits(self, state: CMLWorkerState | LabRecordState) -> bool:
        """Whether a worker that it reaches, or a lab on one, is chosen itself."""
        return self.subjects is None or state.id in self.subjects


EVERY_WORKER = FleetChoice()
