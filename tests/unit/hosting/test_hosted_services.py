"""Hosted services: started in order, stopped in reverse, watched."""

import asyncio

import pytest
from neuroglia.hosting.abstractions import HostedService

from application.hosting import BackgroundService, HostedServices


class Probe(HostedService):
    """Notes its start and stop, and fails at them when asked to."""

    def __init__(self, name: str, notes: list[str], fails_at: str = "") -> None:
        self._name = name
        self._notes = notes
        self._fails_at = fails_at

    async def start_async(self) -> None:
        """Note it."""
        self._note("start")

    async def stop_async(self) -> None:
        """Note it."""
        self._note("stop")

    def _note(self, act: str) -> None:
        self._notes.append(f"{act} {self._name}")
        if act == self._fails_at:
            raise OSError(f"{self._name} cannot {act}")


class Work(BackgroundService):
    """Works until it is told to end."""

    def __init__(self) -> None:
        super().__init__()
        self.end = asyncio.Event()
        self.error: Exception | None = None

    async def run_async(self) -> None:
        """Wait, and fail where there is an error to fail with."""
        await self.end.wait()
        if self.error:
            raise self.error


async def test_starts_in_order_and_stops_in_reverse() -> None:
    """Each depends on those before it."""
    notes: list[str] = []
    services = HostedServices([Probe(name, notes) for name in "abc"])
    await services.start_async()
    await services.stop_async()
    assert notes == ["start a", "start b", "start c", "stop c", "stop b", "stop a"]


async def test_stops_the_started_when_one_cannot_start() -> None:
    """The error that ended the start is the one that is told, whatever fails after it."""
    notes: list[str] = []
    services = HostedServices([Probe("a", notes), Probe("b", notes, "stop"), Probe("c", notes, "start")])
    with pytest.raises(OSError, match="c cannot start"):
        await services.start_async()
    assert notes == ["start a", "start b", "start c", "stop b", "stop a"]


async def test_stops_the_others_when_one_cannot_stop() -> None:
    """All are stopped, and then what went wrong is raised."""
    notes: list[str] = []
    services = HostedServices([Probe("a", notes), Probe("b", notes, "stop")])
    await services.start_async()
    with pytest.raises(OSError, match="b cannot stop"):
        await services.stop_async()
    assert notes[2:] == ["stop b", "stop a"]


async def test_death_is_noticed_when_a_task_fails() -> None:
    """The process must not go on without it."""
    work, well = Work(), Work()
    services = HostedServices([well, Probe("a", []), work])
    await services.start_async()
    watching = asyncio.create_task(services.wait_for_death_async())
    await asyncio.sleep(0)
    work.error = ValueError("a fault")
    work.end.set()
    with pytest.raises(RuntimeError, match="Work died") as death:
        await watching
    assert death.value.__cause__ is work.error
    await services.stop_async()


async def test_death_is_noticed_when_a_task_ends_by_itself() -> None:
    """A background service that has nothing more to do while the others work is as dead as one that failed."""
    work = Work()
    services = HostedServices([work, Work()])
    await services.start_async()
    work.end.set()
    with pytest.raises(RuntimeError, match="Work died"):
        await services.wait_for_death_async()
    await services.stop_async()


async def test_stop_ends_the_task() -> None:
    """Also when it never started, and when it has ended before."""
    work = Work()
    await work.stop_async()
    await work.start_async()
    await work.stop_async()
    await work.stop_async()
    assert work.task is not None
    assert work.task.cancelled()
