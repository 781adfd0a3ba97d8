"""The services of acts on instances, one of each per app."""

from application.instance.act_following import ActFollowing
from application.instance.instance_acting import InstanceActing
from application.instance.instance_orders import InstanceOrders
from application.instance.worker_operations import WorkerOperations

SERVICES = (
    ActFollowing,
    InstanceActing,
    InstanceOrders,
    WorkerOperations,
)
