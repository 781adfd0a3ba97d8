"""The services of acts on instances, one of each per app."""

from application.instance.act_following import ActFollowing
from application.instance.cordon_keeper import CordonKeeper
from application.instance.instance_acting import InstanceActing
from application.instance.instance_orders import InstanceOrders
from application.instance.lab_stops import LabStops
from application.instance.worker_operations import WorkerOperations

SERVICES = (
    ActFollowing,
    CordonKeeper,
    InstanceActing,
    InstanceOrders,
    LabStops,
    WorkerOperations,
)
