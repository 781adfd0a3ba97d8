"""LabChanges: what of a reading of labs is news, compared with the labs in memory."""

from copy import copy

from application.telemetry.lab_markers import LabMarkers, told
from application.worker.lab_view import LabView
from application.worker.removed_labs import removed_labs
from domain.cml.lab_reading import CMLLabsReading, LabReading
from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState


class LabChanges:
    """Makes aggregates of labs alone that changed: an unchanged fleet costs no database and no memory."""

    def __init__(self, labs: LabView, markers: LabMarkers) -> None:
        self._labs = labs
        self._markers = markers

    def of_reading(self, worker: CMLWorkerState, reading: CMLLabsReading) -> list[LabRecord]:
        """Return the worker's labs that are new, changed or gone, with the events that say so pending."""
        read = {lab_id: self._recorded(worker, lab) for lab_id, lab in reading.labs.items()}
        known = {state.lab_id: state for state in self._labs.labs_on(worker.id).values()}
        present = read.keys() | reading.unchanged | reading.unread
        gone = [state for lab_id, state in known.items() if lab_id not in present]
        states = {lab_id: known[lab_id] for lab_id in present & known.keys()}
        states |= {lab_id: record.state for lab_id, record in read.items()}
        self._markers.note(worker.id, reading.labs, {lab_id: told(state) for lab_id, state in states.items()})
        changed = [record for record in read.values() if record.pending_events]
        return [*changed, *removed_labs(worker, gone, LabRemovalReason.GONE, reading.taken_at)]

    def _recorded(self, worker: CMLWorkerState, reading: LabReading) -> LabRecord:
        aggregate_id = LabRecord.id_of(worker.id, reading.lab_id)
        state = self._labs.known(aggregate_id)
        record = LabRecord.on_worker(worker, copy(state) if state else LabRecordState(id=aggregate_id))
        record.record(reading)
        return record
