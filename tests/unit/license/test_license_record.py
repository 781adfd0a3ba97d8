"""What a work finds on the worker when it begins."""

from typing import Any

import pytest

from application.lab.lab_places import LabPlaces
from application.license.license_acts import LicenseActs
from application.license.license_errors import LicenseBusyError
from application.license.renew_license_work import RenewLicenseWork
from domain.errors import ConflictError
from domain.operation.operation import Operation
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.license_act import LicenseActKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, unborn_worker

ONE = unborn_worker(1, EAST).aggregate_id


@pytest.fixture
def operation() -> Operation:
    """One that nobody carries out yet."""
    return Operation.start(
        "o1", NOON, command=RenewLicenseWork.command, requested_by="key:1", targets=[ONE], parameters={}
    )


async def worker_of(process: FakeProcess) -> CMLWorker:
    """The worker."""
    [worker] = await process.get(CMLWorkerRepository).get_many_async([ONE])  # type: ignore[type-abstract]
    return worker


async def test_act_that_has_ended_is_only_reported(
    world: FakeWorld, process: FakeProcess, operation: Operation
) -> None:
    """The service was killed before it reported: nobody is asked again."""
    worker = await worker_of(process)
    worker.begin_license_act(LicenseActKind.RENEWAL, "o1", "key:1", NOON)
    worker.end_license_act("o1", failed=True, code="license_refused", message="no", at=NOON)
    await process.commit_async(worker)
    world.cml.calls.clear()
    reported: dict[str, Any] = {}

    async def report(results: Any) -> None:
        reported.update(results)

    work = RenewLicenseWork(world.cml, process.get(LabPlaces), process.get(LicenseActs), world.clock)
    await work.run_async(operation, report)
    assert (reported[ONE].outcome, reported[ONE].code, world.cml.calls) == ("failed", "license_refused", [])


async def test_second_one_to_begin_is_refused_when_overtaken(
    process: FakeProcess, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that is loaded again has another act by then."""
    repository: Any = process.get(CMLWorkerRepository)  # type: ignore[type-abstract]
    other = await worker_of(process)
    other.begin_license_act(LicenseActKind.RENEWAL, "o2", "key:2", NOON)

    async def overtaken(_workers: Any, again: Any) -> list[str]:
        again(other)
        return []

    monkeypatch.setattr(repository, "update_many_async", overtaken)
    with pytest.raises(LicenseBusyError):
        await process.get(LicenseActs).begin_async(ONE, LicenseActKind.RENEWAL, operation)


async def test_change_is_refused_when_overtaken_twice(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not saved, and says so."""
    repository: Any = process.get(CMLWorkerRepository)  # type: ignore[type-abstract]

    async def overtaken(_workers: Any, _again: Any) -> list[str]:
        return [ONE]

    monkeypatch.setattr(repository, "update_many_async", overtaken)
    with pytest.raises(ConflictError, match="twice"):
        await process.get(LicenseActs).change_async(ONE, lambda _worker: None)
