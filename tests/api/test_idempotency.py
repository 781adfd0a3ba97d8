"""A POST under an Idempotency-Key is done once, however often it is sent."""

import asyncio
from collections import Counter
from typing import Any

from application.clock import Clock
from application.ports.idempotency_store import CLAIMED, IdempotencyStore
from domain.errors import SourceUnavailableError
from fakes.in_memory_idempotency_store import InMemoryIdempotencyStore
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.fixture_types import ClientOf, Fleet, Serve
from support.running_service import RunningService

KEY = {"Idempotency-Key": "0b1c9f1e-once"}
NEW_KEY = {"name": "made once", "role": "viewer"}


def wish(simulator: SimulatorServer, number: int = 0) -> dict[str, str]:
    """The body that imports one of the simulator's instances."""
    instance = simulator.simulation.fleet.all()[number]
    return {"region": instance.region, "instance_id": instance.instance_id}


async def test_answers_as_before_when_a_request_comes_again(
    service: RunningService, simulator: SimulatorServer
) -> None:
    """Status, body and type are those of the first reply, and a header says whose they are."""
    first = await service.admin.post("/api/workers:import", json=wish(simulator), headers=KEY)
    again = await service.admin.post("/api/workers:import", json=wish(simulator), headers=KEY)
    without = await service.admin.post("/api/workers:import", json=wish(simulator))
    assert [reply.status_code for reply in (first, again, without)] == [201, 201, 409]
    assert (again.content, again.headers["content-type"]) == (first.content, first.headers["content-type"])
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


async def test_refuses_when_another_request_comes_under_the_key(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Another body, query or condition is another request; another route or another sender has keys of its own."""
    path = f"/api/workers/{fleet[0]['id']}/refresh"
    assert (await service.admin.post(path, headers=KEY)).status_code == 200
    for changed in (
        await service.admin.post(path, headers=KEY, json={"another": "body"}),
        await service.admin.post(path, headers=KEY, params={"sources": "ec2"}),
        await service.admin.post(path, headers={**KEY, "If-Match": "*"}),
    ):
        assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")
    assert (await service.admin.post(f"/api/workers/{fleet[1]['id']}/refresh", headers=KEY)).status_code == 200


async def test_keeps_keys_apart_when_others_send_the_same(service: RunningService, client_of: ClientOf) -> None:
    """Nobody is answered with what somebody else was told."""
    body = {"ami_name": "no-such-image"}
    for client in (service.admin, await client_of("operator"), await client_of("viewer")):
        reply = await client.post("/api/workers:bulk-import", json=body, headers=KEY)
        assert "idempotency-replayed" not in reply.headers
    assert reply.status_code == 403


async def test_refuses_when_a_key_is_none(service: RunningService) -> None:
    """1 to 255 visible ASCII characters, once."""
    for key in ("", "a b", "ä", "x" * 256):
        reply = await service.admin.post("/api/keys", json=NEW_KEY, headers={b"Idempotency-Key": key.encode()})
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["pointer"] == "Idempotency-Key"
    twice = await service.admin.post("/api/keys", json=NEW_KEY, headers=[("Idempotency-Key", "a")] * 2)
    assert twice.status_code == 422
    assert (await service.admin.get("/api/keys")).json()["items"] == []


async def test_does_it_once_when_sent_fifty_times_at_once(serve: Serve) -> None:
    """Over two services on one database: one does it, and the others are told to wait or what came of it."""
    services = [await serve(database="shared_idempotency") for _ in range(2)]

    async def post(number: int) -> Any:
        client = services[number % 2].admin
        return await client.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"}, headers=KEY)

    replies = await asyncio.gather(*map(post, range(50)))
    outcomes = Counter((reply.status_code, "idempotency-replayed" in reply.headers) for reply in replies)
    assert outcomes[200, False] == 1
    assert set(outcomes) <= {(200, False), (200, True), (409, False)}
    in_flight = [reply for reply in replies if reply.status_code == 409]
    assert {(reply.json()["code"], reply.headers["retry-after"]) for reply in in_flight} <= {
        ("idempotency_key_in_flight", "1")
    }
    done = next(reply for reply in replies if reply.status_code == 200)
    assert [(await post(number)).content for number in range(2)] == [done.content] * 2


async def test_keeps_no_secret_when_a_key_is_made_under_a_key(service: RunningService) -> None:
    """A key is made once; its secret is in no database, so a repetition is told where to look instead."""
    replies = await asyncio.gather(*(service.admin.post("/api/keys", json=NEW_KEY, headers=KEY) for _ in range(10)))
    again = await service.admin.post("/api/keys", json=NEW_KEY, headers=KEY)
    [created] = [reply for reply in replies if reply.status_code == 201]
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_reply_not_kept")
    assert len((await service.admin.get("/api/keys")).json()["items"]) == 1
    kept = await service.service(IdempotencyStore)._requests.find({}).to_list(None)
    assert len(kept) == 1
    assert created.json()["secret"] not in str(kept)


async def test_may_be_sent_again_when_it_was_not_decided(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """A source that was away decides nothing: the same request under the same key is carried out when it is back."""
    faults = simulator.simulation.faults
    faults.add(Fault(fault_id=faults.next_id(), kind=FaultKind.UNAUTHORIZED, service=Service.EC2))
    path = f"/api/workers/{fleet[0]['id']}/sync-ec2-status"
    assert (await service.admin.post(path, headers=KEY)).status_code == 503
    faults.lift()
    assert (await service.admin.post(path, headers=KEY)).status_code == 200


async def test_is_refused_when_a_body_is_too_large(service: RunningService) -> None:
    """The limits hold under a key, too, also for a body that comes without its length."""

    async def chunks() -> Any:
        for _ in range(17):
            yield b"[" * 65_536

    reply = await service.admin.post("/api/keys", content=chunks(), headers=KEY)
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")


async def test_says_so_when_keys_cannot_be_kept(serve: Serve) -> None:
    """Without the database nothing is done under a key; what was done before it went away is answered all the same."""
    store = InMemoryIdempotencyStore(Clock())
    service = await serve(overrides={IdempotencyStore: store})
    store.down = SourceUnavailableError("away", code="database_unavailable")
    refused = await service.admin.post("/api/keys", json=NEW_KEY, headers=KEY)
    store.down = None
    store.down_after_claims = True
    done = await service.admin.post("/api/keys", json=NEW_KEY, headers=KEY)
    assert [refused.status_code, done.status_code] == [503, 201]
    assert len((await service.admin.get("/api/keys")).json()["items"]) == 1


def test_is_free_before_long_when_a_process_dies_with_a_key() -> None:
    """A claim lapses within a minute of the death of who holds it, not after a day."""
    assert CLAIMED.total_seconds() <= 60
