"""Threads of our own, and calls side by side."""

import asyncio
import threading
import time

import pytest

from integration.aws.concurrent_calls import map_concurrently
from integration.aws.reply_parsers import ReplyParsers
from integration.threads.daemon_thread_pool import DaemonThreadPool


async def test_hands_on_results_and_errors_when_functions_end() -> None:
    """An error reaches the caller, and the thread goes on."""
    threads = DaemonThreadPool(1, "test")

    def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await threads.run(fail)
    assert await threads.run(lambda: threading.current_thread().name) == "test-1"
    threads.close()


async def test_uses_an_idle_thread_when_there_is_one() -> None:
    """Threads are started only as they are needed."""
    threads = DaemonThreadPool(8, "test")
    names = set()
    for _ in range(5):
        names.add(await threads.run(lambda: threading.current_thread().name))
        await asyncio.sleep(0.01)
    assert names == {"test-1"}
    threads.close()


async def test_never_runs_a_function_when_it_was_cancelled_before() -> None:
    """What waited for a thread and was given up is passed over."""
    threads = DaemonThreadPool(1, "test")
    gate, ran = threading.Event(), threading.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(threads.run(lambda: gate.wait(5)))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await threads.run(ran.set)
        gate.set()
    await threads.run(gate.is_set)
    assert not ran.is_set()
    threads.close()


async def test_ends_its_threads_when_closed() -> None:
    """Threads end when they are done, and nothing runs afterwards."""
    threads = DaemonThreadPool(1, "test")
    thread = await threads.run(threading.current_thread)
    threads.close()
    thread.join(5)
    assert not thread.is_alive()
    with pytest.raises(RuntimeError, match="closed"):
        await threads.run(threading.current_thread)


async def test_runs_no_more_at_a_time_than_allowed_when_there_are_many() -> None:
    """Results come in the order of the things."""
    running, most = 0, 0

    async def double(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return 2 * number

    assert await map_concurrently(double, range(9), at_most=3) == [2 * number for number in range(9)]
    assert most == 3


async def test_raises_the_first_error_itself_when_calls_fail() -> None:
    """The error keeps its cause, and the calls that still run are cancelled."""
    cancelled = []

    async def fail(number: int) -> None:
        if number == 1:
            raise LookupError("first") from KeyError("cause")
        try:
            await asyncio.sleep(10)
        finally:
            cancelled.append(number)

    with pytest.raises(LookupError, match="first") as raised:
        await map_concurrently(fail, range(3), at_most=3)
    assert isinstance(raised.value.__cause__, KeyError)
    assert sorted(cancelled) == [0, 2]


async def test_parses_one_reply_at_a_time_when_several_arrive() -> None:
    """Threads that parse at once gain nothing and starve the event loop."""
    parsers, threads = ReplyParsers(), DaemonThreadPool(4, "test")
    parsing, most = 0, 0

    class SlowParser:
        """Notes how many parse at once."""

        def parse(self, response: object, shape: object) -> object:
            nonlocal parsing, most
            parsing += 1
            most = max(most, parsing)
            time.sleep(0.005)
            parsing -= 1
            return response

    def parse() -> object:
        parser = parsers.create_parser("ec2")
        parser._parser = SlowParser()
        return parser.parse({"body": b""}, None)

    async with asyncio.TaskGroup() as group:
        replies = [group.create_task(threads.run(parse)) for _ in range(4)]
    assert [reply.result() for reply in replies] == [{"body": b""}] * 4
    assert most == 1
    threads.close()
