from collections import Counter
from typing import Any

import pytest

from application.events.event_reader import EventReader
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.event_log import LogRecord
from fakes.fake_clock import NOON
from support.fixture_types import Serve
from support.running_service import RunningService
from support.waiting import until

HANDLER = "RefreshImportedWorkersHandler"
PATH = "/api/events/dead-letters"
NO_CYCLES: dict[str, Any] = {"worker_monitoring_enabled": True, "worker_metrics_poll_interval_seconds": 86_400}


@pytest.mark.parametrize("services", [1, 2])
async def test_refreshes_at_once_when_workers_are_imported(serve: Serve, services: int) -> None:
    """No cycle is waited for, whichever service imports and whichever follows up; each worker is refreshed once."""
    running = [await serve(database=f"durable_{services}", **NO_CYCLES) for _ in range(services)]
    admin = running[-1].admin
    assert len((await admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()["imported"]) == 10

    async def refreshed() -> bool:
        events = (await admin.get("/api/events", params={"event_types": "checks"})).json()["items"]
        times = Counter(event["event"]["subject"] for event in events)
        assert set(times.values()) <= {1}
        return len(times) == 10

    await until(refreshed, "all ten are refreshed", 30)


async def test_imports_by_itself_when_filters_are_set(serve: Serve) -> None:
    """The discovery of workers begins with the service, and what it finds is refreshed at once, too."""
    service = await serve(**NO_CYCLES, discovery_ami_names=["cisco-cml*"])

    async def discovered() -> bool:
        workers = (await service.admin.get("/api/workers")).json()["items"]
        return len(workers) == 10 and all(worker["checks"]["system"] == "ok" for worker in workers)

    await until(discovered, "all ten are discovered and refreshed", 30)


async def keep_letter(service: RunningService, sequence: int) -> None:
    """Let an event be given up."""
    epoch = service.service(EventReader).epoch
    attributes = {"subject": f"w-{sequence}", "sequence": "1", "time": "2026-06-01T12:00:00.000Z"}
    record = LogRecord(
        sequence=sequence,
        category="lifecycle",
        short_type="worker.imported",
        worker_id=f"w-{sequence}",
        aggregate_version=1,
        attributes=attributes,
        data={},
    )
    letter = DeadLetter(
        handler=HANDLER,
        epoch=epoch,
        record=record,
        error_type="ConflictError",
        message="changed twice",
        attempts=10,
        first_failed_at=NOON,
        last_failed_at=NOON,
    )
    await service.service(DeadLetters).put_async([letter])


async def test_shows_tells_again_and_discards_dead_letters(service: RunningService) -> None:
    """What is told again and taken is gone; so is what is discarded."""
    for sequence in (1, 2, 3):
        await keep_letter(service, sequence)
    first = (await service.admin.get(PATH, params={"limit": 2})).json()
    rest = (await service.admin.get(PATH, params={"handler": HANDLER, "cursor": first["next_cursor"]})).json()
    letters = [*first["items"], *rest["items"]]
    assert [(letter["subject"], letter["message"]) for letter in letters] == [
        (f"w-{sequence}", "changed twice") for sequence in (1, 2, 3)
    ]
    assert rest["next_cursor"] is None
    one, two, _ = (f"{PATH}/{letter['id']}" for letter in letters)
    assert (await service.admin.delete(one)).status_code == 204
    assert (await service.admin.delete(one)).status_code == 404
    assert (await service.admin.post(f"{two}/redeliver")).status_code == 202
    await until(lambda: left(service, 1), "one is told again", 30)
    reply = await service.admin.post(f"{PATH}:redeliver", json={"handler": HANDLER})
    assert (reply.status_code, reply.json()) == (202, {"letters": 1})
    await until(lambda: left(service, 0), "all are told again", 30)
    assert (await service.admin.post(f"{PATH}:redeliver", json={"handler": "Nobody"})).status_code == 404


async def left(service: RunningService, number: int) -> bool:
    """Whether so many letters are left."""
    return len((await service.admin.get(PATH)).json()["items"]) == number
