"""The services of the archive, one of each per app."""

from application.archive.archive_announcements import ArchiveAnnouncements
from application.archive.archive_catalogue import ArchiveCatalogue
from application.archive.archive_plan_loader import ArchivePlanLoader
from application.archive.archive_plan_runs import ArchivePlanRuns
from application.archive.archive_turns import ArchiveTurns
from application.archive.archiving import Archiving
from application.archive.day_archiving import DayArchiving
from application.archive.file_check import FileCheck
from application.archive.telemetry_pruning import TelemetryPruning

SERVICES = (
    ArchiveAnnouncements,
    ArchiveCatalogue,
    ArchivePlanLoader,
    ArchivePlanRuns,
    ArchiveTurns,
    Archiving,
    DayArchiving,
    FileCheck,
    TelemetryPruning,
)
