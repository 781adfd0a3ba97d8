"""The services of new workers, one of each per app."""

from application.provisioning.new_worker_following import NewWorkerFollowing

SERVICES = (NewWorkerFollowing,)
