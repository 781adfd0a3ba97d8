"""What runs log, read and followed over HTTP."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, redirect_stdout
from typing import Any

import httpx
import pytest
import structlog

from application.job.log_followers import MOST_FOLLOWERS, LogFollowers
from application.job.run_log_routing import RoutedOutput, note_in_run
from support.running_service import RunningService
from support.stream_reader import Stream, StreamEvent

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = "/api/jobs/executions"


@pytest.fixture(autouse=True)
def routed() -> Iterator[None]:
    """Let runs have what they log, as the service does in a process of its own."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.add_log_level, note_in_run, structlog.dev.ConsoleRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    yield
    structlog.configure(**before)


async def begun(service: RunningService, word: str, steps: int = 20, step_seconds: float = 0.03) -> str:
    """Ask for a run that logs and prints a word with each step; return the path of its log."""
    params = {"steps": steps, "step_seconds": step_seconds, "word": word}
    reply = await service.admin.post("/api/jobs/probe/trigger", json={"params": params})
    return f"{RUNS}/{reply.json()['id']}/logs"


@asynccontextmanager
async def following(client: httpx.AsyncClient, path: str, **headers: str) -> AsyncIterator[Stream]:
    """Follow a log."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", path, headers={"Accept": "text/event-stream", **named}) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response)


async def until_end(stream: Stream) -> tuple[list[StreamEvent], StreamEvent]:
    """Read to the end; return the lines, and the event that says so."""
    lines: list[StreamEvent] = []
    while (event := await stream.next_async()).type != "end":
        if event.type == "line":
            lines.append(event)
    return lines, event


def texts(lines: list[StreamEvent], level: str) -> list[str]:
    """What was said at a level."""
    return [line.json["text"] for line in lines if line.json["level"] == level]


async def test_of_two_concurrent_runs_are_not_mixed(probe_service: RunningService) -> None:
    """Each has its own lines, printed ones too, each once and in order, and then its end."""
    with redirect_stdout(RoutedOutput(sys.stdout)):
        paths = {word: await begun(probe_service, word) for word in ("red", "blue")}
        async with (
            following(probe_service.admin, paths["red"]) as red,
            following(probe_service.admin, paths["blue"] + "?follow=true", Accept="application/json") as blue,
        ):
            read = {"red": await until_end(red), "blue": await until_end(blue)}
    for word, (lines, end) in read.items():
        assert [line.id for line in lines] == [str(number) for number in range(len(lines))]
        assert texts(lines, "output") == [f"{word} prints {step}" for step in range(20)]
        steps = [text for text in texts(lines, "info") if text.startswith("step ")]
        assert steps == [f"step word={word} step={step}" for step in range(20)]
        assert end.json["state"] == "completed"


async def test_go_on_after_the_line_that_was_read_last(probe_service: RunningService) -> None:
    """By the id of the stream, or by a number; the pages hold the same."""
    path = await begun(probe_service, "green", steps=5, step_seconds=0)
    async with following(probe_service.admin, path) as stream:
        lines, _ = await until_end(stream)
    async with following(probe_service.admin, path, Last_Event_ID="3") as stream:
        rest, _ = await until_end(stream)
    assert [line.id for line in rest] == [line.id for line in lines[4:]]
    async with following(probe_service.admin, f"{path}?from=2") as stream:
        assert [line.id for line in (await until_end(stream))[0]] == [line.id for line in lines[2:]]
    page = (await probe_service.admin.get(path, params={"from": 1, "limit": 2})).json()
    assert [item["number"] for item in page["items"]] == [1, 2]
    assert (page["next"], page["state"]) == (3, "completed")
    beyond = (await probe_service.admin.get(path, params={"from": 999})).json()
    assert (beyond["items"], beyond["next"]) == ([], 999)


async def test_are_refused_for_what_is_no_number(probe_service: RunningService) -> None:
    """And for a run that is none."""
    path = await begun(probe_service, "grey", steps=1)
    headers = {"Accept": "text/event-stream", "Last-Event-ID": "x-1"}
    assert (await probe_service.admin.get(path, headers=headers)).status_code == 422
    nobody = await probe_service.admin.get(f"{RUNS}/probe@nobody/logs", params={"follow": "true"})
    assert nobody.status_code == 404


async def test_are_followed_by_so_many_at_once(probe_service: RunningService) -> None:
    """Who comes too many is told to come back; who leaves makes room."""
    followers: LogFollowers = probe_service.service(LogFollowers)
    path = await begun(probe_service, "white", steps=1)
    async with following(probe_service.admin, path) as stream:
        await until_end(stream)
    assert len(followers) == 0
    with ExitStack() as stack:
        for _ in range(MOST_FOLLOWERS):
            stack.enter_context(followers.joined(""))
        refused: Any = await probe_service.admin.get(path, params={"follow": "true"})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")


async def test_are_no_longer_told_when_the_key_was_revoked(probe_service: RunningService) -> None:
    """Though the run goes on; the stream says why and ends, and the key opens no other."""
    created = (await probe_service.admin.post("/api/keys", json={"name": "wall", "role": "viewer"})).json()
    path = await begun(probe_service, "late", steps=100_000)
    async with probe_service.client(created["secret"]) as viewer, following(viewer, path) as stream:
        assert (await stream.next_async()).type == "line"
        await probe_service.admin.delete(f"/api/keys/{created['id']}")
        farewell = (await stream.until_async("dismissed"))[-1]
        assert farewell.json == {"reason": "key_revoked"}
        with pytest.raises(EOFError):
            await stream.next_async()
        assert (await viewer.get(path)).status_code == 401
    await probe_service.admin.post(f"{path.removesuffix('/logs')}/cancel")
