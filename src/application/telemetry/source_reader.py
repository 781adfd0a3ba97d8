"""How a source is read for the workers of one scope: the part that is the same for all of them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import structlog

from application.clock import Clock
from application.faults import fault_of
from application.telemetry.delivery import Delivery
from application.turns import in_turns
from domain.errors import SourceUnavailableError
from domain.telemetry.fleet_refresh_completed import ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_TURN = 1_000

log = structlog.get_logger(__name__)


class SourceReader(ABC):
    """Delivers what one source says. A scope that asked for fewer calls is left alone so long."""

    source: MetricsSource

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._resting: dict[AwsScope, tuple[float, SourceFailure]] = {}
        self._failing: dict[AwsScope, str] = {}

    def asks_about(self, worker: CMLWorker) -> bool:  # noqa: ARG002  # of everybody, unless a source says otherwise
        """Whether the source has anything to say of this worker."""
        return True

    @abstractmethod
    def retry_refused(self, scope: AwsScope) -> None:
        """Let the next calls be made although such calls were refused for their credentials a while ago."""

    @abstractmethod
    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        """Note what is said of one worker or more, and hand over who was read. Raises source errors."""

    async def read_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        """Read the scope's workers; whatever goes wrong is a failure of theirs and of nobody else.

        An urgent refresh asks AWS again where it refused the credentials a while ago.
        """
        refresh = delivery.refresh
        if refresh.urgent:
            self.retry_refused(scope)
        started = self._clock.monotonic_seconds()
        asked = await self._asked(workers, delivery)
        failure = self._rest(scope, started)
        if asked and failure is None:
            failure = await self._try(scope, asked, delivery)
        if failure is not None:
            refresh.fail(delivery.outstanding(asked), failure)
        self._tell_change(scope, failure)
        outcome = ScopeOutcome(
            account=scope.account,
            region=scope.region,
            workers=len(asked),
            failed=delivery.failed,
            duration_seconds=round(self._clock.monotonic_seconds() - started, 3),
            attempted_at=refresh.read_at,
            as_of=None if failure else self._clock.now(),
            code=failure.code if failure else None,
            message=failure.message if failure else None,
        )
        refresh.outcomes.setdefault(self.source, []).append(outcome)

    async def _asked(self, workers: Sequence[CMLWorker], delivery: Delivery) -> list[CMLWorker]:
        """Whom to ask about; the others are handed over at once. Where nobody is, all come with the outcome."""
        asked: list[CMLWorker] = []
        unasked: list[CMLWorker] = []
        async for worker in in_turns(workers, WORKERS_PER_TURN):
            (asked if self.asks_about(worker) else unasked).append(worker)
        if asked:
            delivery.hand_over(unasked)
        return asked

    async def _try(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> SourceFailure | None:
        error = await fault_of(self.gather_async(scope, workers, delivery))
        if error is None:
            return None
        if not isinstance(error, SourceUnavailableError):
            log.error("source_reading_failed", source=self.source.value, scope=scope, exc_info=error)
            return self._failure("internal", "an unexpected fault of the service itself; see its log")
        failure = self._failure(error.code, str(error), error.retry_after_seconds)
        if error.retry_after_seconds:
            self._resting[scope] = (self._clock.monotonic_seconds() + error.retry_after_seconds, failure)
        return failure

    def _failure(self, code: str, message: str, retry_after_seconds: float | None = None) -> SourceFailure:
        return SourceFailure(
            source=self.source,
            code=code,
            message=message,
            at=self._clock.now(),
            retry_after_seconds=retry_after_seconds,
        )

    def _rest(self, scope: AwsScope, now: float) -> SourceFailure | None:
        until, failure = self._resting.get(scope, (0.0, None))
        return failure if now < until else None

    def _tell_change(self, scope: AwsScope, failure: SourceFailure | None) -> None:
        before, code = self._failing.get(scope, ""), failure.code if failure else ""
        if before != code:
            self._failing[scope] = code
            told = {"source": self.source.value, "account": scope.account, "region": scope.region}
            if failure:
                log.warning("source_failing", **told, code=code, reason=failure.message)
            else:
                log.info("source_recovered", **told, was=before)
