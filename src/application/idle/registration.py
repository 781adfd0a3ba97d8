"""The services of idle workers, one of each per app."""

from application.idle.get_worker_idle_query import WorkerIdling
from application.idle.idle_ruling import IdleRuling

SERVICES = (IdleRuling, WorkerIdling)
