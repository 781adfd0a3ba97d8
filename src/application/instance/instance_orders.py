"""InstanceOrders: one order of EC2 for many instances, without those that EC2 refuses."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from application.clock import Clock
from application.pieces import pieces_of
from application.ports.ec2_client import MOST_IN_A_CALL
from application.ports.source_errors import RequestRefusedError, SourceThrottledError, SourceUnreachableError
from domain.errors import SourceUnavailableError
from domain.operation.target_result import TargetOutcome, TargetResult

PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = 900.0
"""How long an order waits for an EC2 that asks for fewer calls, or does not answer."""
MOST_UNNAMED = 20
"""Refusals that name nobody after which parts are not halved any more: two to blame among 200 are found with them.

Where AWS has no room, halves find for how many there is some, for StartInstances starts all or none; without a bound
they would go on to ask for each instance alone (Amazon EC2 User Guide, "Troubleshoot instance launch issues").
"""

Answer = TypeVar("Answer")
Order = Callable[[Sequence[str]], Awaitable[Answer]]
Told = Callable[[Sequence[str], SourceUnavailableError], Awaitable[None]]


@dataclass(slots=True)
class Ordered(Generic[Answer]):
    """What EC2 answered for those it took, and why it did not take the others, by instance id."""

    taken: list[tuple[Sequence[str], Answer]] = field(default_factory=list)
    refused: dict[str, SourceUnavailableError] = field(default_factory=dict)


class InstanceOrders:
    """EC2 takes an order for all instances or for none: whom it names is left out, and the rest ordered once more.

    Where it names nobody, halves are ordered until those to blame are found, or EC2 was asked often enough.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def order_async(self, instance_ids: Sequence[str], order: Order[Answer], told: Told) -> Ordered[Answer]:
        """Order it for all of these; `told` hears for whom it has to wait, and why."""
        ordered, unnamed = Ordered[Answer](), 0
        waiting = list(pieces_of(instance_ids, MOST_IN_A_CALL))
        while waiting:
            asked = waiting.pop()
            try:
                ordered.taken.append((asked, await self._patiently(asked, order, told)))
            except RequestRefusedError as error:
                unnamed += error.named.isdisjoint(asked)
                blamed, rest = _split(asked, error, may_halve=unnamed < MOST_UNNAMED)
                ordered.refused |= dict.fromkeys(blamed, error)
                waiting += rest
            except SourceUnavailableError as error:
                ordered.refused |= dict.fromkeys(asked, error)
        return ordered

    async def _patiently(self, asked: Sequence[str], order: Order[Answer], told: Told) -> Answer:
        ends = self._clock.monotonic_seconds() + PATIENCE_SECONDS
        while True:
            try:
                return await order(asked)
            except (SourceThrottledError, SourceUnreachableError) as error:
                if self._clock.monotonic_seconds() >= ends:
                    raise
                await told(asked, error)
                await self._clock.wait_async(error.retry_after_seconds or PAUSE_SECONDS)


def failed_because(error: SourceUnavailableError, step: str | None) -> TargetResult:
    """Say of a target why it could not be done, in AWS's own words where it has any."""
    code, message = words_of(error)
    return TargetResult(outcome=TargetOutcome.FAILED, code=code, message=message, step=step)


def words_of(error: SourceUnavailableError) -> tuple[str, str]:
    """Return code and message: AWS's own where it has any."""
    if isinstance(error, RequestRefusedError):
        return error.reason_code or error.code, error.reason or str(error)
    return error.code, str(error)


def _split(
    asked: Sequence[str], error: RequestRefusedError, *, may_halve: bool
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return who is to blame, and in which parts to order the rest."""
    if blamed := [each for each in asked if each in error.named]:
        rest = [each for each in asked if each not in error.named]
        return blamed, [rest] if rest else []
    if len(asked) == 1 or not may_halve:
        return asked, []
    half = len(asked) // 2
    return [], [asked[half:], asked[:half]]
