"""The boto3 clients, their threads, and the one way to call them."""

import asyncio
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from botocore.config import Config

from application.clock import Clock
from application.ports.source_errors import SourceUnauthorizedError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import CLOUDWATCH, AwsCall
from integration.aws.aws_configuration import AwsConfiguration
from integration.aws.aws_errors import DRIVER_ERRORS, deadline_error, source_error_of
from integration.aws.aws_sessions import AwsSessions
from integration.aws.refused_calls import RefusedCalls
from integration.threads.daemon_thread_pool import DaemonThreadPool

Result = TypeVar("Result")

ATTEMPTED_ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
OWN_CONFIGS = {CLOUDWATCH: Config(parameter_validation=False)}
"""What is asked of CloudWatch is written here alone; botocore's look at each part of it was a quarter of the work."""


class AwsClients:
    """One client with threads of its own per account, region and service, and another one for orders.

    A client whose credentials were refused is not used again: the next one reads them anew from wherever they come.
    Because nothing is shared between them, a region or service that hangs holds only its own threads.
    """

    def __init__(self, configuration: AwsConfiguration, clock: Clock) -> None:
        self.configuration = configuration
        self._refused = RefusedCalls(clock, configuration.refused_interval_seconds)
        self._sessions = AwsSessions(configuration, _client_config(configuration))
        self._lanes: dict[_LaneKey, _Lane] = {}
        self._closed = False

    def check_credentials(self) -> None:
        """Find the credentials of every account; SourceUnauthorizedError says what to set where there are none."""
        self._sessions.check_credentials()

    async def check_credentials_async(self) -> None:
        """Do the same in a thread that nobody waits for at the end: a program that gives credentials may hang."""
        await _in_a_thread_of_its_own(self.check_credentials)

    async def find_credentials_async(self, account: str) -> str:
        """Return where the credentials of one account are found, in botocore's word. SourceUnauthorizedError."""
        return await _in_a_thread_of_its_own(lambda: self._sessions.find_credentials(account))

    async def run(self, call: AwsCall[Result]) -> Result:
        """Make one call under the deadline. Raises one of the source errors; RuntimeError after `close`."""
        return await self._refused.make(call, partial(self._make, call))

    def retry_refused(self, scope: AwsScope, service: str) -> None:
        """Let calls that were refused be made again at once."""
        self._refused.retry(scope, service)

    async def _make(self, call: AwsCall[Result]) -> Result:
        lane = self._lane(_LaneKey(call.scope, call.service, call.is_order))
        deadline_seconds = call.deadline_seconds or self.configuration.call_deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                return await lane.threads.run(lambda: lane.make(call))
        except TimeoutError as error:
            raise deadline_error(call, deadline_seconds) from error

    def close(self) -> None:
        """Close idle connections and let the threads go; waits for nothing."""
        self._closed = True
        for lane in self._lanes.values():
            lane.close()

    def _lane(self, key: "_LaneKey") -> "_Lane":
        if self._closed:
            raise RuntimeError("the AWS clients were closed")
        if key not in self._lanes:
            threads = DaemonThreadPool(self.configuration.threads_per_client, f"aws-{key.service}-{key.scope.region}")
            self._lanes[key] = _Lane(threads, self._sessions, key)
        return self._lanes[key]


class _LaneKey(NamedTuple):
    scope: AwsScope
    service: str
    is_for_orders: bool


class _Lane:
    """One client, made by the first call that needs it, and its threads."""

    def __init__(self, threads: DaemonThreadPool, sessions: AwsSessions, key: _LaneKey) -> None:
        self.threads = threads
        self._sessions = sessions
        self._key = key
        self._making = Lock()
        self._client: Any = None

    def make(self, call: AwsCall[Result]) -> Result:
        """Make `call`, in one of the threads."""
        try:
            reply = call.ask(self._ready_client())
        except DRIVER_ERRORS as error:
            translated = source_error_of(error, call)
            if isinstance(translated, SourceUnauthorizedError):
                self._forget_credentials()
            raise translated from error
        return call.read(reply)

    def close(self) -> None:
        """Close what is idle."""
        self.threads.close()
        if self._client is not None:
            self._client.close()

    def _ready_client(self) -> Any:
        if self._client is None:
            with self._making:
                self._client = self._client or self._made_client()
        return self._client

    def _made_client(self) -> Any:
        scope, service, is_for_orders = self._key
        own_config = ATTEMPTED_ONCE if is_for_orders else OWN_CONFIGS.get(service)
        return self._sessions.make_client(scope, service, own_config)

    def _forget_credentials(self) -> None:
        with self._making:
            self._client = None
            self._sessions.forget(self._key.scope.account)


async def _in_a_thread_of_its_own(function: Callable[[], Result]) -> Result:
    threads = DaemonThreadPool(1, "aws-credentials")
    try:
        return await threads.run(function)
    finally:
        threads.close()


def _client_config(configuration: AwsConfiguration) -> Config:
    """Mode `standard` gives up within seconds when throttled; `legacy` sleeps much longer (botocore, "Retries")."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": configuration.max_attempts},
        connect_timeout=configuration.connect_timeout_seconds,
        read_timeout=configuration.read_timeout_seconds,
        max_pool_connections=configuration.threads_per_client,
        user_agent_extra=configuration.user_agent,
    )
