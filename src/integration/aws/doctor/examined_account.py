"""One AWS account while it is looked at."""

from collections.abc import Sequence
from dataclasses import replace

from application.clock import Clock
from application.doctor.check import Step
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsAccount, AwsConfiguration
from integration.aws.aws_price_reader import ENDPOINT_REGION
from integration.aws.doctor.actions_check import ActionsCheck
from integration.aws.doctor.acts_check import ActsCheck
from integration.aws.doctor.aws_clock_check import AwsClockCheck
from integration.aws.doctor.credentials_check import CredentialsCheck
from integration.aws.doctor.identity_check import IdentityCheck
from integration.aws.doctor.needed_actions import EC2_ACTIONS, PRICE_ACTIONS, cloudwatch_actions
from integration.aws.doctor.optional_needs import OptionalNeeds
from integration.aws.doctor.role_check import RoleCheck
from integration.aws.doctor.s3_check import S3Check

SOME_REGION = "us-east-1"
"""Where it is asked who we are when no region is set."""


class ExaminedAccount:
    """Has two sets of clients: with the credentials themselves, and as the service would have them."""

    def __init__(
        self,
        account: AwsAccount,
        regions: Sequence[str],
        configuration: AwsConfiguration,
        clock: Clock,
        optional: OptionalNeeds,
    ) -> None:
        self._account = account
        self._optional = optional
        self._regions = regions
        self._clock = clock
        self._home = AwsScope(account.name, next(iter(regions), SOME_REGION))
        without_role = replace(account, role_arn=None)
        self._clients = AwsClients(replace(configuration, accounts=(account,)), clock)
        self._base_clients = AwsClients(replace(configuration, accounts=(without_role,)), clock)

    def step(self) -> Step:
        """Credentials first, then whose they are and AWS's clock, then the role, then all that is asked at once."""
        asked = [step for region in self._regions for step in self._region(AwsScope(self._account.name, region))]
        asked += self._optional_steps()
        if self._account.role_arn:
            asked = [Step(RoleCheck(self._home, self._account.role_arn, self._clients), asked)]
        clock = Step(AwsClockCheck(self._home, self._base_clients, self._clock))
        identity = Step(IdentityCheck(self._home, self._base_clients), asked)
        return Step(CredentialsCheck(self._account.name, self._base_clients), [clock, identity])

    def close(self) -> None:
        """Let the clients go; waits for nothing."""
        self._clients.close()
        self._base_clients.close()

    def _optional_steps(self) -> list[Step]:
        scope = AwsScope(self._account.name, ENDPOINT_REGION)
        prices = [ActionsCheck("prices", scope, PRICE_ACTIONS, self._clients)] if self._optional.prices else []
        archives = [S3Check(name, place, self._clients) for name, place in self._optional.destinations.items()]
        return [*map(Step, prices), *map(Step, archives)]

    def _region(self, scope: AwsScope) -> list[Step]:
        cloudwatch = cloudwatch_actions(self._clock.now(), self._clients.configuration)
        return [
            Step(ActionsCheck("EC2", scope, EC2_ACTIONS, self._clients), [Step(ActsCheck(scope, self._clients))]),
            Step(ActionsCheck("CloudWatch", scope, cloudwatch, self._clients)),
        ]
