"""The services of telemetry, one of each per app."""

from application.telemetry.cloudwatch_guard import CloudWatchGuard
from application.telemetry.cloudwatch_reader import CloudWatchReader
from application.telemetry.cml_reader import CMLReader
from application.telemetry.ec2_reader import EC2Reader
from application.telemetry.lab_changes import LabChanges
from application.telemetry.lab_markers import LabMarkers
from application.telemetry.labs_reader import LabsReader
from application.telemetry.telemetry_recorder import TelemetryRecorder
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.telemetry.worker_refresh import WorkerRefresh

SERVICES = (
    CloudWatchGuard,
    CloudWatchReader,
    CMLReader,
    EC2Reader,
    LabChanges,
    LabMarkers,
    LabsReader,
    TelemetryRecorder,
    WorkerMetricsService,
    WorkerRefresh,
)
