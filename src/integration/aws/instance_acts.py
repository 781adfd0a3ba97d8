"""What changes instances: their states and their tags, each in one call for all of them or for none."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from domain.worker.aws_scope import AwsScope
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.ec2_replies import changed_states

Reply = Mapping[str, Any]
Result = TypeVar("Result")


class _Action(NamedTuple):
    operation: str
    ask: Callable[[Any, list[str]], Reply]
    changes: str | None
    """Where the reply has the new states; None where it has none."""


ACTIONS: Mapping[WorkerAct, _Action] = MappingProxyType(
    {
        WorkerAct.START: _Action(
            "StartInstances", lambda client, ids: client.start_instances(InstanceIds=ids), "StartingInstances"
        ),
        WorkerAct.STOP: _Action(
            "StopInstances", lambda client, ids: client.stop_instances(InstanceIds=ids), "StoppingInstances"
        ),
        WorkerAct.REBOOT: _Action(
            "RebootInstances", lambda client, ids: client.reboot_instances(InstanceIds=ids), None
        ),
        WorkerAct.TERMINATE: _Action(
            "TerminateInstances",
            lambda client, ids: client.terminate_instances(InstanceIds=ids),
            "TerminatingInstances",
        ),
    }
)


class InstanceActs:
    """Makes the calls; what EC2 refuses, and why, comes as RequestRefusedError."""

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients

    async def act(self, scope: AwsScope, act: WorkerAct, instance_ids: Collection[str]) -> Mapping[str, WorkerStatus]:
        """Order an act; return the states EC2 answers with: a reboot leaves them running."""
        ids, action = list(instance_ids), ACTIONS[act]

        def read(reply: Reply) -> Mapping[str, WorkerStatus]:
            return changed_states(reply, action.changes) if action.changes else dict.fromkeys(ids, WorkerStatus.RUNNING)

        return await self._run(scope, action.operation, lambda client: action.ask(client, ids), read)

    async def add_tags(self, scope: AwsScope, instance_ids: Collection[str], tags: Mapping[str, str]) -> None:
        """Set tags (Amazon EC2 API Reference, CreateTags: tags with other keys stay)."""
        ids, pairs = list(instance_ids), [{"Key": key, "Value": value} for key, value in tags.items()]
        await self._run(scope, "CreateTags", lambda client: client.create_tags(Resources=ids, Tags=pairs), bool)

    async def remove_tags(self, scope: AwsScope, instance_ids: Collection[str], keys: Collection[str]) -> None:
        """Remove tags (Amazon EC2 API Reference, DeleteTags: without a value, whatever the value is)."""
        ids, named = list(instance_ids), [{"Key": key} for key in keys]
        await self._run(scope, "DeleteTags", lambda client: client.delete_tags(Resources=ids, Tags=named), bool)

    async def _run(
        self, scope: AwsScope, operation: str, ask: Callable[[Any], Reply], read: Callable[[Reply], Result]
    ) -> Result:
        return await self._clients.run(AwsCall(scope, EC2, operation, ask, read, is_order=True))
