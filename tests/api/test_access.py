from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest

from application.clock import Clock
from domain.access.api_key import ApiKey, ApiKeyRepository
from domain.access.principal import Role
from support.fixture_types import ClientOf, Serve
from support.routes import ROUTES, Route
from support.running_service import RunningService

ROLES = {"viewer": Role.VIEWER, "operator": Role.OPERATOR, "admin": Role.ADMIN}


class MovableClock(Clock):
    """Tells the time, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def monotonic_seconds(self) -> float:
        """Tell the seconds."""
        return super().monotonic_seconds() + self.ahead.total_seconds()


async def test_knows_every_route_when_the_matrix_is_made(service: RunningService) -> None:
    """The matrix names every route with the role that its command or query states: who changes one sees it there."""
    paths = (await service.admin.get("/api/openapi.json")).json()["paths"]
    derived = {
        (method.upper(), path, operation.get("x-required-role", "nobody says"))
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert {(route.method, route.path, route.role.name.lower()) for route in ROUTES} == derived


@pytest.mark.parametrize("role", ROLES)
async def test_opens_only_its_routes_when_a_role_acts(service: RunningService, client_of: ClientOf, role: str) -> None:
    """Each role may do what its routes name, and is told 403 with the needed role by all others."""
    client = await client_of(role)
    wrong = []
    for route in ROUTES:
        status, text = await route.ask(client)
        allowed = ROLES[role] >= route.role
        refused = status == 403 and f"this needs the role {route.role.name.lower()}" in text
        if (status in {401, 403}) if allowed else not refused:
            wrong.append((route, status, text))
    assert wrong == []


@pytest.mark.asyncio(loop_scope="module")
async def test_answers_401_when_no_valid_key_is_shown(standing_service: RunningService) -> None:
    """Without a key and with a wrong one every route below /api says 401; another scheme is told how to come in."""
    wrong = []
    below = (*ROUTES, Route("GET", "/api/docs/x", Role.VIEWER), Route("GET", "/api/x", Role.VIEWER))
    keys = cycle(("cmlf_wrong", "not-even-a-key", "cmlf_" + "x" * 4000))
    async with standing_service.client() as client:
        for route, key in ((route, key) for route in below for key in (None, next(keys))):
            status, text = await route.ask(client, {"Authorization": f"Bearer {key}"} if key else {})
            if status != 401 or (key and key in text):
                wrong.append((key, route, status))
    assert wrong == []
    async with standing_service.client() as client:
        reply = await client.get("/api/fleet", headers={"Authorization": "Basic Y21sZl8="})
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio(loop_scope="module")
async def test_answers_without_key_when_asked_for_health(standing_service: RunningService) -> None:
    """Routers and supervisors need no key, and learn nothing but yes or no."""
    async with standing_service.client() as client:
        assert (await client.get("/livez")).text == "ok\n"
        assert (await client.get("/readyz")).text == "ok\n"


async def test_closes_at_once_when_a_key_is_revoked(service: RunningService, client_of: ClientOf) -> None:
    """A revoked key opens nothing from the moment its revocation is answered; revoking again changes nothing."""
    client = await client_of("viewer")
    assert (await client.get("/api/fleet")).status_code == 200
    key = (await service.admin.get("/api/keys")).json()["items"][0]
    assert (await service.admin.delete(f"/api/keys/{key['id']}")).status_code == 204
    assert (await client.get("/api/fleet")).status_code == 401
    revoked = (await service.admin.get("/api/keys")).json()["items"][0]["revoked_at"]
    assert (await service.admin.delete(f"/api/keys/{key['id']}")).status_code == 204
    assert (await service.admin.get("/api/keys")).json()["items"][0]["revoked_at"] == revoked
    assert (await service.admin.delete("/api/keys/nobody")).status_code == 404


async def test_closes_when_a_key_expires(serve: Serve) -> None:
    """A key opens until its time is over, also when it was used a moment before."""
    clock = MovableClock()
    service = await serve(overrides={Clock: clock})
    body = {"name": "short", "role": "viewer", "expires_in_days": 1}
    secret = (await service.admin.post("/api/keys", json=body)).json()["secret"]
    async with service.client(secret) as client:
        assert (await client.get("/api/fleet")).status_code == 200
        clock.ahead = timedelta(days=1, seconds=1)
        assert (await client.get("/api/fleet")).status_code == 401


async def test_keeps_no_secret_when_a_key_is_made(service: RunningService, client_of: ClientOf) -> None:
    """The secret is shown once; neither the list nor the database can give it back."""
    body = {"name": "for a script", "role": "operator"}
    created = (await service.admin.post("/api/keys", json=body)).json()
    listed = (await service.admin.get("/api/keys")).text
    keys: list[ApiKey] = await service.service(ApiKeyRepository).list_async()
    assert created["secret"].startswith("cmlf_")
    assert created["created_by"] == "key:bootstrap"
    assert created["secret"] not in listed + str(keys)
    assert keys[0].digest not in listed


async def test_remembers_the_use_when_a_key_is_used(service: RunningService, client_of: ClientOf) -> None:
    """When a key was last used can be seen, so that unused ones can be found."""
    client = await client_of("viewer")
    before = (await service.admin.get("/api/keys")).json()["items"][0]
    await client.get("/api/fleet")
    after = (await service.admin.get("/api/keys")).json()["items"][0]
    assert before["last_used_at"] is None
    assert after["last_used_at"] is not None
