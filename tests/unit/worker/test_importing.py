"""Importing and removing workers."""

import asyncio
from typing import Any

import orjson
import pytest

from application.behaviors.error_behavior import RefusedResult
from application.ports.ec2_client import InstanceCriteria
from application.ports.source_errors import SourceUnreachableError
from application.worker.active_workers import ActiveWorkers
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from domain.errors import DomainError, InvalidRequestError
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_id_of, instance_reading, unborn_worker
from fakes.worker_steps import born, copy, stop

IMPORT_ONE = ImportCMLWorkerCommand(region=EAST.region, instance_id=instance_id_of(1))
REMOVE_ONE = RemoveCMLWorkerCommand(unborn_worker(1).aggregate_id)


def bulk(result: Any) -> tuple[list[str], int, list[str]]:
    """The names that joined, how many were there before, and which regions failed."""
    names = [orjson.loads(worker)["name"] for worker in result.data.imported]
    return names, len(result.data.already_known), [error.region for error in result.data.errors]


async def test_import_answers_with_the_worker(world: FakeWorld, process: FakeProcess) -> None:
    """The instance is a worker of the fleet when the answer comes."""
    world.ec2.put(EAST, instance_reading(1))
    result = await process.send_async(IMPORT_ONE)
    reply = orjson.loads(result.data)
    assert (result.status, reply["name"], reply["version"]) == (201, "worker-1", 1)
    assert reply["as_of"] == {"ec2": None, "cloudwatch": None, "cml": None, "labs": None}
    assert [state.name for state in process.view.workers()] == ["worker-1"]
    assert world.ec2.retried == [EAST], "a person may have just given the permission"


@pytest.mark.parametrize(
    ("command", "status", "code"),
    [
        (IMPORT_ONE, 404, "not_found"),
        (ImportCMLWorkerCommand(region=EAST.region, instance_id=instance_id_of(2)), 409, "conflict"),
        (ImportCMLWorkerCommand(region="mars-1", instance_id="i-1"), 422, "unknown_region"),
        (ImportCMLWorkerCommand(region=EAST.region, instance_id="i-1", account="other"), 422, "unknown_account"),
    ],
)
async def test_import_is_refused_when_there_is_nothing_to_import(
    world: FakeWorld, process: FakeProcess, command: ImportCMLWorkerCommand, status: int, code: str
) -> None:
    """Unknown instances, terminated ones, and places the fleet does not look into."""
    world.ec2.put(EAST, instance_reading(2, status=WorkerStatus.TERMINATED))
    result = await process.send_async(command)
    assert isinstance(result, RefusedResult)
    assert (result.status, result.error.code) == (status, code)


async def test_import_is_refused_when_imported_before_or_at_the_same_time(
    world: FakeWorld, process: FakeProcess
) -> None:
    """One instance is one worker, however often and in how many processes it is asked for."""
    world.ec2.put(EAST, instance_reading(1))
    async with FakeProcess(world) as other, asyncio.TaskGroup() as callers:
        answers = [callers.create_task(caller.send_async(IMPORT_ONE)) for caller in (process, other)]
    assert sorted(answer.result().status for answer in answers) == [201, 409]
    assert (await process.send_async(IMPORT_ONE)).status == 409


async def test_worker_comes_back_when_imported_after_its_removal(world: FakeWorld, process: FakeProcess) -> None:
    """It keeps its id; its versions go on."""
    world.ec2.put(EAST, instance_reading(1))
    await process.send_async(IMPORT_ONE)
    assert (await process.send_async(REMOVE_ONE)).status == 204
    assert list(process.view.workers()) == []
    assert orjson.loads((await process.send_async(IMPORT_ONE)).data)["version"] == 3


async def test_removal_is_refused_when_there_is_no_such_worker(world: FakeWorld, process: FakeProcess) -> None:
    """Never imported and removed already are the same."""
    assert (await process.send_async(REMOVE_ONE)).status == 404
    world.ec2.put(EAST, instance_reading(1))
    await process.send_async(IMPORT_ONE)
    await process.send_async(REMOVE_ONE)
    assert (await process.send_async(REMOVE_ONE)).status == 404


async def test_removal_wins_when_a_refresh_comes_between(world: FakeWorld, process: FakeProcess) -> None:
    """A worker that somebody else changed meanwhile is removed all the same."""
    world.ec2.put(EAST, instance_reading(1))
    await process.send_async(IMPORT_ONE)
    [worker] = await process.get(ActiveWorkers).load_async()
    async with asyncio.TaskGroup() as callers:
        callers.create_task(process.commit_async(stop(copy(worker))))
        removing = callers.create_task(process.send_async(REMOVE_ONE))
    assert removing.result().status == 204
    assert list(process.view.workers()) == []


async def test_removal_is_a_conflict_when_overtaken_twice(
    process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not saved is never called done."""
    worker = born(1)
    await process.commit_async(worker)

    async def overtaken(*_: object, **__: object) -> list[str]:
        return [worker.aggregate_id]

    monkeypatch.setattr(process.workers, "update_many_async", overtaken)
    assert (await process.send_async(REMOVE_ONE)).status == 409


async def test_bulk_import_takes_what_meets_the_criteria(world: FakeWorld, process: FakeProcess) -> None:
    """Image, name pattern and tags must all hold; without regions, all of the fleet's are searched."""
    world.ec2.put(EAST, instance_reading(1), instance_reading(2, tags={}), instance_reading(3, ami_name="debian"))
    world.ec2.put(WEST, instance_reading(4), instance_reading(5, status=WorkerStatus.TERMINATED))
    criteria = InstanceCriteria(ami_ids=["ami-0001"], ami_names=["cml-*"], tags={"owner": "ops"})
    names, known, errors = bulk(await process.send_async(BulkImportCMLWorkersCommand(criteria=criteria)))
    assert (sorted(names), known, errors) == (["worker-1", "worker-4"], 0, [])
    assert len(world.log.entries) == 1
    names, known, errors = bulk(await process.send_async(BulkImportCMLWorkersCommand(criteria=criteria)))
    assert (names, known, errors) == ([], 2, [])


@pytest.mark.parametrize("error", [SourceUnreachableError("no answer"), InvalidRequestError("too many images fit")])
async def test_bulk_import_goes_on_when_a_region_fails(
    error: DomainError, world: FakeWorld, process: FakeProcess
) -> None:
    """The failed region is named, the others join."""
    world.ec2.put(EAST, instance_reading(1))
    world.ec2.errors[WEST] = error
    command = BulkImportCMLWorkersCommand(
        criteria=InstanceCriteria(), regions=[EAST.region, WEST.region, EAST.region], account="default"
    )
    assert bulk(await process.send_async(command)) == (["worker-1"], 0, [WEST.region])


async def test_bulk_import_joins_once_when_another_process_is_faster(world: FakeWorld, process: FakeProcess) -> None:
    """Whoever comes second finds the worker in the fleet and leaves it as it is."""
    world.ec2.put(EAST, instance_reading(1))
    command = BulkImportCMLWorkersCommand(criteria=InstanceCriteria())
    async with FakeProcess(world) as other, asyncio.TaskGroup() as callers:
        answers = [callers.create_task(caller.send_async(command)) for caller in (process, other)]
    assert [bulk(answer.result())[2] for answer in answers] == [[], []]
    assert [len(entry.records) for entry in world.log.entries] == [1]
