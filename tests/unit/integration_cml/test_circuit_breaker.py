"""How long a controller that does not answer is left alone."""

import asyncio
import weakref
from collections.abc import Generator

import pytest

from application.ports.cml_errors import CMLBootingError, CMLGarbledError, CMLUnreachableError
from domain.errors import DomainError
from fakes.fake_clock import FakeClock
from integration.cml.circuit_breaker import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, CircuitBreaker


def pauses(breaker: CircuitBreaker, clock: FakeClock, error: DomainError) -> Generator[float, None, None]:
    """Yield the time between tries that all fail."""
    tries: list[float] = []

    def fail() -> None:
        with breaker.trying():
            tries.append(clock.seconds)
            raise error

    while True:
        before = len(tries)
        with pytest.raises(type(error), match=str(error)):
            fail()
        if len(tries) > max(before, 1):
            yield tries[-1] - tries[-2]
        clock.pass_seconds(1)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (CMLUnreachableError("nobody is there"), [15, 30, 60, 120, 120]),
        (CMLBootingError("it is starting"), [15, 15, 15, 15, 15]),
    ],
)
def test_waits_longer_when_a_controller_stays_away(error: DomainError, expected: list[float]) -> None:
    """The pause doubles up to two minutes, so that dead ones cost few deadlines; who is booting is soon there."""
    clock = FakeClock()
    found = pauses(CircuitBreaker(clock), clock, error)
    assert [next(found) for _ in expected] == expected
    assert (expected[0], max(expected[-1], 120)) == (FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)


def test_begins_anew_when_a_controller_answered() -> None:
    """One answer, and the next failure pauses as the first one did."""
    clock = FakeClock()
    breaker = CircuitBreaker(clock)
    found = pauses(breaker, clock, CMLUnreachableError("nobody is there"))
    assert [next(found), next(found)] == [15, 30]
    found.close()
    clock.pass_seconds(LONGEST_PAUSE_SECONDS)
    with breaker.trying():
        pass
    assert next(pauses(breaker, clock, CMLUnreachableError("nobody is there"))) == FIRST_PAUSE_SECONDS


def test_lets_the_next_one_try_when_a_try_was_called_off() -> None:
    """A cancelled probe has found nothing out, and is not the last one."""
    clock = FakeClock()
    breaker = CircuitBreaker(clock)
    with pytest.raises(CMLUnreachableError), breaker.trying():
        raise CMLUnreachableError("nobody is there")
    clock.pass_seconds(FIRST_PAUSE_SECONDS)
    with pytest.raises(asyncio.CancelledError), breaker.trying():
        raise asyncio.CancelledError
    with breaker.trying():
        pass


def test_stays_closed_when_an_answer_makes_no_sense() -> None:
    """Who answers nonsense does answer, and quickly."""
    breaker = CircuitBreaker(FakeClock())
    for _ in range(3):
        with pytest.raises(CMLGarbledError, match="what"), breaker.trying():
            raise CMLGarbledError("what?")


def test_is_tried_at_once_when_a_person_wants_it() -> None:
    """Who has mended a controller need not wait for its pause to end; what the breaker knew stays until it answers."""
    breaker = CircuitBreaker(FakeClock())

    def fail() -> None:
        with breaker.trying():
            raise CMLUnreachableError("nobody is there")

    for _ in range(2):
        with pytest.raises(CMLUnreachableError):
            fail()
    breaker.retry()
    with breaker.trying():
        pass
    with breaker.trying():
        pass


class Reply:
    """Something large in a frame of the call."""


def test_keeps_nothing_of_the_call_that_failed() -> None:
    """The failure is kept for minutes: what its frames held is free at once, without a search for garbage."""
    breaker, held = CircuitBreaker(FakeClock()), []

    def reset() -> None:
        reply = Reply()
        held.append(weakref.ref(reply))
        raise OSError("reset")

    def fail() -> None:
        with breaker.trying():
            try:
                reset()
            except OSError as cause:
                raise CMLUnreachableError("nobody is there") from cause

    with pytest.raises(CMLUnreachableError, match="nobody is there"):
        fail()
    assert held[0]() is None
    with pytest.raises(CMLUnreachableError, match="nobody is there") as again, breaker.trying():
        pass
    assert again.value.__cause__ is None
