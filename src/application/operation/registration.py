"""The services of operations, one of each per app."""

from application.operation.recent_operations import RecentOperations

SERVICES = (RecentOperations,)
