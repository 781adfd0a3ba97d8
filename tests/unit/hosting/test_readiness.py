"""Readiness: started, not stopping, and all that matters well."""

import asyncio
from typing import ClassVar

import pytest

from application import readiness as readiness_module
from application.health_check import Health
from application.readiness import REMEMBERED_SECONDS, Readiness
from fakes.fake_clock import FakeClock


class Probe:
    """Says what it is told to say, and counts how often it was asked."""

    health_name: ClassVar[str] = "probe"
    is_essential: ClassVar[bool] = True

    def __init__(self) -> None:
        self.fault = ""
        self.asked = 0

    async def health_async(self) -> Health:
        """Say it."""
        self.asked += 1
        await asyncio.sleep(0)
        return Health(self.fault, {"asked": self.asked})


class Trifle(Probe):
    """Something that is told and no reason to send requests elsewhere."""

    health_name: ClassVar[str] = "trifle"
    is_essential: ClassVar[bool] = False


class Hanging(Probe):
    """Never answers."""

    async def health_async(self) -> Health:
        """Hang."""
        await asyncio.Event().wait()
        return Health()


@pytest.fixture
def clock() -> FakeClock:
    """A clock moved by hand."""
    return FakeClock()


def ready(clock: FakeClock, *checks: Probe) -> Readiness:
    """A process that has started, with these checks."""
    readiness = Readiness(clock)
    readiness.checks = checks
    readiness.started = True
    return readiness


async def test_process_is_ready_between_its_start_and_its_stop(clock: FakeClock) -> None:
    """Before and after, nothing is looked at: what would be asked is not there."""
    probe = Probe()
    readiness = ready(clock, probe)
    readiness.started = False
    assert (await readiness.report_async()).reason == "starting"
    readiness.started = True
    readiness.stopping = True
    assert (await readiness.report_async()).reason == "stopping"
    assert probe.asked == 0
    readiness.stopping = False
    assert (await readiness.report_async()).reason == ""


async def test_process_is_not_ready_when_an_essential_check_finds_a_fault(clock: FakeClock) -> None:
    """Its fault is the reason; that of another check is told among the checks alone."""
    probe, trifle = Probe(), Trifle()
    probe.fault, trifle.fault = "the database does not answer", "overdue: a job"
    report = await ready(clock, trifle, probe).report_async()
    assert report.reason == "the database does not answer"
    assert {name: health.fault for name, health in report.checks.items()} == {
        "trifle": "overdue: a job",
        "probe": "the database does not answer",
    }
    probe.fault = ""
    assert (await ready(clock, trifle, probe).report_async()).reason == ""


async def test_checks_are_asked_once_a_second_when_many_ask(clock: FakeClock) -> None:
    """Whoever may ask without a key cannot make the service busy by it."""
    probe = Probe()
    readiness = ready(clock, probe)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(readiness.report_async())
    assert probe.asked == 1
    clock.pass_seconds(REMEMBERED_SECONDS)
    await readiness.report_async()
    assert probe.asked == 2


async def test_fault_is_told_when_a_check_does_not_answer(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness answers in time whatever hangs."""
    monkeypatch.setattr(readiness_module, "LOOK_SECONDS", 0.001)
    assert (await ready(clock, Hanging()).report_async()).reason == "probe does not answer"
