"""The services of new workers, one of each per app."""

from application.provisioning.new_worker_progress import NewWorkerProgress

SERVICES = (NewWorkerProgress,)
