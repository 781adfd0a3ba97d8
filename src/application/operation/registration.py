"""The services of operations, one of each per app."""

from application.operation.operation_starter import OperationStarter
from application.operation.recent_operations import RecentOperations

SERVICES = (
    OperationStarter,
    RecentOperations,
)
