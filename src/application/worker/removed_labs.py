"""Labs that are no longer there."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState


def removed_labs(
    worker: CMLWorkerState, labs: Iterable[LabRecordState], reason: LabRemovalReason, at: datetime
) -> list[LabRecord]:
    """Return these labs of one worker with the events pending that say that they went; `labs` stay as they are."""
    records = [LabRecord.on_worker(worker, copy(state)) for state in labs]
    for record in records:
        record.remove(reason, at)
    return [record for record in records if record.pending_events]
