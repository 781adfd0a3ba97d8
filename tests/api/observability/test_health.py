"""/readyz?verbose: what is looked at, and to whom it is told."""

import httpx
import pytest

from support.database import DatabaseServer
from support.fixture_types import Serve
from support.running_service import RunningService
from support.waiting import until


async def test_names_every_check_when_asked_to_be_verbose(service: RunningService) -> None:
    """With figures for who shows a key; without one, only whether each is well."""
    figured = (await service.admin.get("/readyz?verbose")).json()
    async with service.client() as stranger:
        bare = (await stranger.get("/readyz?verbose")).json()
    assert bare == {
        "ready": True,
        "reason": "",
        "checks": {name: {"well": True, "fault": ""} for name in ("database", "event_log", "jobs", "settings")},
    }
    assert figured["ready"]
    figures = {name: check["figures"] for name, check in figured["checks"].items()}
    assert figures["database"]["latency_seconds"] > 0
    assert figures["event_log"] == {"head_sequence": 0, "lag_events": 0}
    assert figures["jobs"]["event-log-retention"]["overdue"] is False


async def test_refuses_when_the_key_is_wrong(service: RunningService) -> None:
    """A mistyped key is told as such instead of as a service that hides its figures."""
    async with service.client("cmlf_wrong") as stranger:
        assert (await stranger.get("/readyz?verbose")).status_code == 401


async def test_is_not_ready_when_the_database_does_not_answer(serve: Serve, own_database: DatabaseServer) -> None:
    """It answers within its own deadline meanwhile, names the check, and is ready again by itself."""
    service = await serve(uri=own_database.uri)

    async def answers(status: int) -> bool:
        async with service.client() as client:
            try:
                return (await client.get("/readyz", timeout=5)).status_code == status
            except httpx.TimeoutException:
                pytest.fail("readiness hangs with the database")

    own_database.child.freeze()
    try:
        await until(lambda: answers(503), "the service is not ready", 20)
        async with service.client() as client:
            told = (await client.get("/readyz?verbose")).json()
            assert (await client.get("/livez")).status_code == 200
    finally:
        own_database.child.thaw()
    assert not told["ready"]
    assert told["reason"].endswith("database does not answer")  # the driver says so, or the look that ended before it
    assert told["checks"]["database"] == {"well": False, "fault": "the database does not answer"}
    await until(lambda: answers(200), "the service is ready again", 20)
