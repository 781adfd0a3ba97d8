"""The services of workers, one of each per app."""

from application.worker.active_workers import ActiveWorkers
from application.worker.aws_scopes import AwsScopes
from application.worker.current_alerts import CurrentAlerts
from application.worker.discovery_troubles import DiscoveryTroubles
from application.worker.fleet_view import FleetView
from application.worker.found_import import FoundImport
from application.worker.instance_search import InstanceSearch
from application.worker.lab_view import LabView
from application.worker.worker_changes import WorkerChanges
from application.worker.worker_identity import WorkerIdentity
from application.worker.worker_json import WorkerJson
from application.worker.worker_listings import WorkerListings
from application.worker.worker_loader import WorkerLoader
from application.worker.worker_series import WorkerSeries

SERVICES = (
    ActiveWorkers,
    AwsScopes,
    CurrentAlerts,
    DiscoveryTroubles,
    FleetView,
    FoundImport,
    InstanceSearch,
    LabView,
    WorkerChanges,
    WorkerIdentity,
    WorkerSeries,
    WorkerJson,
    WorkerListings,
    WorkerLoader,
)
