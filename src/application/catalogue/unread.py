"""How it is told that something could not be read."""

import structlog

from application.catalogue.catalogue_readings import CatalogueReadings
from application.job.job_run import JobRun
from domain.errors import SourceUnavailableError

log = structlog.get_logger(__name__)


def tell_unread(run: JobRun, readings: CatalogueReadings, what: str, place: str, fault: Exception) -> None:
    """Count it, and warn with the place; what nobody foresaw goes to the log of the service, not to people."""
    readings.errors += 1
    if isinstance(fault, SourceUnavailableError):
        run.warn(f"{what} could not be read ({fault.code})", f"{place}: {fault}")
        return
    log.error("catalogue_reading_failed", what=what, place=place, exc_info=fault)
    run.warn(f"{what} could not be read: an unexpected fault of the service itself; see its log", place)
