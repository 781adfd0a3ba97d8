"""The port that launches instances."""

from typing import Protocol

from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading
from domain.worker.launch_spec import LaunchSpec

WORKER_TAG = "cml-fleet:worker"
"""Every instance that is launched carries its worker's id under this key, from its first moment on."""


class InstanceLauncher(Protocol):
    """Launches an instance for a worker: one, however often it is asked, and whatever becomes of the answers."""

    async def launch_async(self, scope: AwsScope, worker_id: str, name: str, spec: LaunchSpec) -> EC2InstanceReading:
        """Return the worker's instance, launched now or before.

        RequestRefusedError, in EC2's own words, where it will not launch one; the other source errors leave open
        whether it did: ask again.
        """
