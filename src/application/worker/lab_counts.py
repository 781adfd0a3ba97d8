"""LabCounts: how many labs a worker has."""

from collections.abc import Collection
from typing import NamedTuple, Self

from domain.cml.lab_state import LabState
from domain.lab.lab_record_state import LabRecordState


class LabCounts(NamedTuple):
    """All labs of a worker, and those that run."""

    labs_total: int
    labs_running: int

    @classmethod
    def of(cls, labs: Collection[LabRecordState]) -> Self:
        """Count these."""
        return cls(len(labs), sum(lab.state is LabState.STARTED for lab in labs))
