"""LabMarkers: which labs need not be read in full, because nothing of them can have changed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from application.clock import Clock
from application.settings import Settings
from application.worker.lab_view import LabView
from domain.cml.lab_reading import LabReading
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState

Told = tuple[int, datetime]
"""The version of a lab and when it was told: two processes that read it at once give one version different times."""


@dataclass(frozen=True, slots=True)
class _Marker:
    """What CML gave when the lab was as `told`; it is believed until `due`, on the monotonic clock."""

    marker: str
    told: Told
    due: float


class LabMarkers:
    """Remembers what this process has read. A lab of which something else was told since is read again.

    So is each lab from time to time, because a marker tells nothing of titles, owners and links; they are spread over
    that time.
    """

    def __init__(self, labs: LabView, clock: Clock, settings: Settings) -> None:
        self._labs = labs
        self._clock = clock
        self._interval_seconds = settings.labs_details_interval_seconds
        self._by_worker: dict[str, dict[str, _Marker]] = {}

    def known(self, worker_id: str) -> Mapping[str, str]:
        """The markers to show to the controller of a worker, by lab id."""
        now = self._clock.monotonic_seconds()
        return {
            lab_id: marker.marker
            for lab_id, marker in self._by_worker.get(worker_id, {}).items()
            if now < marker.due and self._told(worker_id, lab_id) == marker.told
        }

    def note(self, worker_id: str, readings: Mapping[str, LabReading], told: Mapping[str, Told]) -> None:
        """Keep the markers of what was read, and forget labs that are not in `told`; both by lab id."""
        now = self._clock.monotonic_seconds()
        before = self._by_worker.get(worker_id, {})
        markers = {lab_id: marker for lab_id, marker in before.items() if lab_id in told}
        for lab_id, reading in readings.items():
            wait_seconds = self._interval_seconds * random.uniform(0.5, 1)  # noqa: S311  # spreads calls, hides nothing
            markers[lab_id] = _Marker(reading.marker, told[lab_id], now + wait_seconds)
        self._by_worker[worker_id] = markers

    def _told(self, worker_id: str, lab_id: str) -> Told | None:
        state = self._labs.lab(LabRecord.id_of(worker_id, lab_id))
        return told(state) if state else None


def told(state: LabRecordState) -> Told:
    """Return at which version a lab is, and since when."""
    return state.state_version, state.last_modified
