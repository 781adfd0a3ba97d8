"""Whether EC2 may be told in one region to do what people ask of workers."""

from collections.abc import Mapping
from typing import Any

from application.doctor.finding import Finding, ok, skipped, warning
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.act_actions import ACT_ACTIONS, Sample, act_actions
from integration.aws.doctor.iam_policy import policy_of
from integration.aws.doctor.needed_actions import ALL_ACTIONS, SMALL_PAGE
from integration.aws.doctor.tried_actions import missing_actions, try_actions_async


class ActsCheck:
    """Tries each act on an instance that is there, as a dry run: EC2 looks at permissions and does nothing.

    The service reads without them, so what is missing is a warning. A policy that tells instances apart, by tags for
    instance, may answer otherwise for another one.
    """

    name = "EC2 acts"

    def __init__(self, scope: AwsScope, clients: AwsClients) -> None:
        self.subject = f"{scope.region} of {scope.account}"
        self._scope = scope
        self._clients = clients

    async def run_async(self) -> Finding:
        """Find an instance, and try them side by side."""
        try:
            sample = await self._clients.run(AwsCall(self._scope, EC2, "DescribeInstances", _ask, _sample))
        except SourceUnavailableError as error:
            return skipped(f"not known: {error}")
        return await self._try_on(sample) if sample else skipped("not known: there is no instance to try it on")

    async def _try_on(self, sample: Sample) -> Finding:
        errors = await try_actions_async(self._clients, self._scope, act_actions(sample))
        if missing := missing_actions(errors):
            policy = policy_of([*ALL_ACTIONS, *ACT_ACTIONS])
            cure = "allow them to the credentials in use if workers are to be acted on"
            return warning(f"not allowed: {', '.join(missing)}", cure, missing_actions=missing, policy=policy)
        if errors:
            return warning("; ".join(map(str, errors.values())), "see what EC2 says; permissions are not known")
        return ok(f"would do {', '.join(ACT_ACTIONS)}", tried_on=sample.instance_id)


def _ask(client: Any) -> Mapping[str, Any]:
    reply: Mapping[str, Any] = client.describe_instances(MaxResults=SMALL_PAGE)
    return reply


def _sample(reply: Mapping[str, Any]) -> Sample | None:
    found = [each for reservation in reply.get("Reservations", ()) for each in reservation.get("Instances", ())]
    alive = [each for each in found if each.get("State", {}).get("Name") not in {"shutting-down", "terminated"}]
    return next((Sample.of(each) for each in alive), None)
