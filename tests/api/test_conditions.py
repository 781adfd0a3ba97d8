"""Entity tags: 304 for who has it already, 412 for who has it no more."""

import asyncio

import pytest

from domain.worker.cml_worker_repository import CMLWorkerRepository
from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.running_service import RunningService

on_the_standing_service = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "path",
    ["/api/workers", "/api/workers/{id}", "/api/fleet", "/api/catalogue", "/api/openapi.json", "/api/docs"],
)
@on_the_standing_service
async def test_answers_304_when_the_client_has_it(
    standing_service: RunningService, standing_fleet: Fleet, path: str
) -> None:
    """What was shown and is so still is not sent again: by its tag, weak or strong, among others, or by *."""
    path = path.format(id=standing_fleet[0]["id"])
    first = await standing_service.admin.get(path)
    tag = first.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await standing_service.admin.get(path, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "content-length" not in again.headers
    other = await standing_service.admin.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_gives_another_tag_when_it_shows_something_else(service: RunningService, fleet: Fleet) -> None:
    """A tag stands for bytes: it moves with the times a worker is true for, not only with its version."""
    path = f"/api/workers/{fleet[0]['id']}"
    replies = [await service.admin.get(path)]
    for _ in range(2):
        await service.admin.post(f"{path}/sync-ec2-status")
        replies.append(await service.admin.get(path))
    assert [reply.json()["version"] for reply in replies] == [1, 2, 2]
    assert len({reply.headers["etag"] for reply in replies}) == len({reply.text for reply in replies})
    assert all(reply.headers["etag"].startswith(f'"{reply.json()["version"]}-') for reply in replies)


@pytest.mark.parametrize("stale", ['"9"', '"9-0a1b2c"', 'W/"1"', '"not-ours"', "not even a tag"])
@on_the_standing_service
async def test_answers_412_when_the_worker_was_changed(
    standing_service: RunningService, standing_fleet: Fleet, stale: str
) -> None:
    """Every change of a worker that is meant for another version is refused, and told the current tag."""
    path = f"/api/workers/{standing_fleet[0]['id']}"
    for method, changed in (
        ("DELETE", path),
        ("POST", f"{path}/refresh"),
        ("POST", f"{path}/sync-ec2-status"),
        ("POST", f"{path}/collect-cloudwatch-metrics"),
    ):
        reply = await standing_service.admin.request(method, changed, headers={"If-Match": stale})
        assert (reply.status_code, reply.json()["code"]) == (412, "precondition_failed")
        assert reply.headers["etag"] == '"1"'
    assert (await standing_service.admin.get(path)).json()["version"] == 1


async def test_changes_it_when_the_tag_matches(service: RunningService, fleet: Fleet) -> None:
    """The tag that was shown, its version alone, one of several, or * for any."""
    for worker, form in zip(fleet, ("{tag}", '"{version}"', '"77", {tag}', "*"), strict=False):
        path = f"/api/workers/{worker['id']}"
        tag = (await service.admin.get(path)).headers["etag"]
        headers = {"If-Match": form.format(tag=tag, version=1)}
        assert (await service.admin.delete(path, headers=headers)).status_code == 204


async def test_lets_one_win_when_many_change_the_same_version(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Of many who saw the same worker, one changes it; the others are told that it was changed."""
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    path = f"/api/workers/{fleet[0]['id']}/sync-ec2-status"
    headers = {"If-Match": '"1"'}
    replies = await asyncio.gather(*(service.admin.post(path, headers=headers) for _ in range(6)))
    won = [reply for reply in replies if reply.status_code == 200]
    assert {reply.status_code for reply in replies} == {200, 412}
    assert len(won) == 1
    [worker] = await service.service(CMLWorkerRepository).get_many_async([fleet[0]["id"]])
    assert worker.state.state_version == won[0].json()["worker"]["version"]


@on_the_standing_service
async def test_sends_headers_alone_when_asked_with_head(
    standing_service: RunningService, standing_fleet: Fleet
) -> None:
    """HEAD says what GET would, without a body; what has no end has none."""
    for path in ("/api/workers", f"/api/workers/{standing_fleet[0]['id']}", "/api/fleet", "/api/docs", "/livez"):
        whole, head = await standing_service.admin.get(path), await standing_service.admin.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers.get("etag") == whole.headers.get("etag")
        assert int(head.headers["content-length"]) == len(whole.content)
    assert (await standing_service.admin.head("/api/workers/nobody")).status_code == 422
    stream = await standing_service.admin.head("/api/events/stream")
    assert (stream.status_code, stream.headers["allow"]) == (405, "GET")


@on_the_standing_service
async def test_names_every_method_when_one_is_not_allowed(
    standing_service: RunningService, standing_fleet: Fleet
) -> None:
    """Allow lists the methods of all routes of a path."""
    for path, allowed in (
        (f"/api/workers/{standing_fleet[0]['id']}", "DELETE, GET, HEAD"),
        ("/api/keys", "GET, HEAD, POST"),
        ("/api/workers:import", "POST"),
    ):
        for method in ("PUT", "OPTIONS", "TRACE", "PATCH"):
            reply = await standing_service.admin.request(method, path)
            assert (reply.status_code, reply.headers["allow"]) == (405, allowed)
