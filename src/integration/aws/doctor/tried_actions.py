"""Actions that are tried, and what AWS says to each."""

import asyncio
from collections.abc import Mapping, Sequence

from application.ports.source_errors import RequestRefusedError, SourceUnauthorizedError
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.needed_actions import NeededAction

WOULD_HAVE_DONE_IT = "DryRunOperation"
"""What EC2 refuses a dry run with that is allowed (Amazon EC2 API Reference, DryRun)."""


async def try_actions_async(
    clients: AwsClients, scope: AwsScope, actions: Sequence[NeededAction]
) -> Mapping[str, SourceUnavailableError]:
    """Try them side by side; return what those raised that did not go well."""
    async with asyncio.TaskGroup() as group:
        tasks = {needed.action: group.create_task(_try(clients, scope, needed)) for needed in actions}
    return {action: error for action, task in tasks.items() if (error := task.result())}


def missing_actions(errors: Mapping[str, SourceUnavailableError]) -> list[str]:
    """Return the permissions that are missing: what AWS names may be another one than what was asked for."""
    refusals = [each for each in errors.values() if isinstance(each, SourceUnauthorizedError)]
    return list(dict.fromkeys(each.missing_action for each in refusals if each.missing_action))


async def _try(clients: AwsClients, scope: AwsScope, needed: NeededAction) -> SourceUnavailableError | None:
    try:
        await clients.run(AwsCall(scope, needed.service, needed.operation, needed.ask, lambda _: None))
    except SourceUnavailableError as error:
        return None if isinstance(error, RequestRefusedError) and error.reason_code == WOULD_HAVE_DONE_IT else error
    return None
