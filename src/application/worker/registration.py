"""The services of workers, one of each per app."""

from application.worker.aws_scopes import AwsScopes
from application.worker.fleet_view import FleetView
from application.worker.worker_loader import WorkerLoader

SERVICES = (
    AwsScopes,
    FleetView,
    WorkerLoader,
)
