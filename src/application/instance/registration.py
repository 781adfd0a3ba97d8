"""The services of acts on instances, one of each per app."""

from application.instance.instance_acting import InstanceActing
from application.instance.instance_orders import InstanceOrders
from application.instance.lab_stops import LabStops
from application.instance.worker_following import WorkerFollowing
from application.instance.worker_operations import WorkerOperations

SERVICES = (
    InstanceActing,
    InstanceOrders,
    LabStops,
    WorkerFollowing,
    WorkerOperations,
)
