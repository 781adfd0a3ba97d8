"""The simulated hosts' JSON against Cisco's own description of the API."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from jsonschema import Draft202012Validator

from simulator.cml.cml_server import CmlServer
from simulator.cml.host import CmlHost
from simulator.cml.routes import ROUTES
from simulator.cml.topology.writing import write_topology

from .conftest import BootCml

VARIABLE = "CML_OPENAPI"
DISAGREEING = {"GET labs/{}/simulation_stats"}
"""The schema says lists; the official client reads objects by id, and breaks on lists."""
LATER = {"GET authentication"}
"""What came with CML 2.10."""
NO_JSON = {"GET labs/{}/download"}
"""The schema says a JSON text; the official client takes the body as the file."""
TEXTS = {"POST import": "text/yaml"}


@cache
def description() -> dict[str, Any]:
    """Cisco's description, from the file that the environment names."""
    document: dict[str, Any] = json.loads(Path(os.environ[VARIABLE]).read_text())
    return document


def operation(route: str) -> dict[str, Any]:
    """What the description says about a route."""
    method, _, path = route.partition(" ")
    for template, methods in description()["paths"].items():
        if re.sub(r"\{\w+\}", "{}", template) == f"/{path}" and method.lower() in methods:
            found: dict[str, Any] = methods[method.lower()]
            return found
    raise AssertionError(f"{route} is not described")


def faults_of(route: str, status: int, body: bytes) -> list[str]:
    """What is wrong with an answer; an answer without a body is right where none is described."""
    responses = operation(route)["responses"]
    described = responses.get(str(status)) or responses["default"]
    content = described.get("content")
    if content is None:
        return [f"{route}: {status} has a body"] if body else []
    schema = {**content["application/json"]["schema"], "components": description()["components"]}
    errors = Draft202012Validator(schema).iter_errors(json.loads(body))
    return [f"{route}: {error.json_path}: {error.message}"[:300] for error in errors]


class Asker:
    """Asks one host, and remembers what was wrong with the answers, and which routes were asked."""

    def __init__(self, client: aiohttp.ClientSession, cml: CmlServer, host: CmlHost) -> None:
        self._client = client
        self._host = host
        self.cml = cml
        self.faults: list[str] = []
        self.answered: set[str] = set()

    async def ask(self, route: str, *ids: str, query: str = "", **options: Any) -> bytes:
        """Ask a route, and compare the answer."""
        method, _, template = route.partition(" ")
        url = f"{self._host.address}/api/v0/{template.format(*ids)}{query}"
        async with self._client.request(method, url, **options) as reply:
            body = await reply.read()
            if reply.status < 300:
                self.answered.add(route)
            if route not in DISAGREEING | LATER | NO_JSON or reply.status >= 300:
                self.faults += faults_of(route, reply.status, body)
        return body


async def log_in(asker: Asker) -> None:
    """Get a token in both ways, after a wrong password, and after asking without any."""
    right = {"username": "admin", "password": "simulated"}
    await asker.ask("GET system_information")
    await asker.ask("GET labs")
    await asker.ask("POST authenticate", json={**right, "password": "wrong"})
    await asker.ask("POST auth_extended", json=right)
    token = json.loads(await asker.ask("POST authenticate", json=right))
    asker._client.headers["Authorization"] = f"Bearer {token}"


async def look_around(asker: Asker) -> None:
    """Ask for all that is neither about one lab nor changes anything."""
    for query in ("", "?operational=true", "?operational=true&exclude_configurations=true"):
        await asker.ask("GET nodes", query=query)
    await asker.ask("GET labs", query="?show_all=true")
    for route in ROUTES:
        if route.startswith("GET ") and "{}" not in route and route not in LATER:
            await asker.ask(route)
    users = json.loads(await asker.ask("GET users"))
    await asker.ask("GET users/{}", users[0]["id"])


async def live_a_lab(asker: Asker, topology: bytes) -> None:
    """Let a lab be imported, started, looked at, stopped, wiped and removed; some of it too early."""
    await asker.ask("POST import", data=b"no topology")
    lab_id = json.loads(await asker.ask("POST import", data=topology))["id"]
    node_ids = json.loads(await asker.ask("GET labs/{}/nodes", lab_id))
    steps = ("PUT labs/{}/start", "PUT labs/{}/wipe", "PUT labs/{}/stop", "DELETE labs/{}", "PUT labs/{}/wipe")
    for step in (*steps, "DELETE labs/{}"):
        for route in ROUTES:
            if route.startswith("GET labs/{}") and route.count("{}") == 1:
                await asker.ask(route, lab_id)
        await asker.ask("GET labs/{}/nodes", lab_id, query="?data=true")
        await asker.ask("GET labs/{}/nodes/{}", lab_id, node_ids[0])
        await asker.ask("PATCH labs/{}", lab_id, json={"title": "Renamed", "notes": "x" * 100})
        await asker.ask(step, lab_id)
    await asker.ask("GET labs/{}", lab_id)
    await asker.ask(
        "PATCH labs/{}", json.loads(await asker.ask("GET labs", query="?show_all=true"))[0], json={"title": ""}
    )


async def change_the_licence(asker: Asker) -> None:
    """Renew it, give it up, fail to start a lab without it, and register again."""
    await asker.ask("PUT licensing/registration/renew")
    await asker.ask("PUT licensing/authorization/renew")
    await asker.ask("PUT licensing/product_license", json="CML_Enterprise")
    await asker.ask("PUT licensing/transport", json={"ssms": None, "proxy": {"server": None, "port": None}})
    await asker.ask("POST licensing/registration", json={"token": "dG9rZW4="})
    await asker.ask("DELETE licensing/deregistration")
    await asker.ask("GET licensing")
    await asker.ask("GET system_health")
    await asker.ask("PUT labs/{}/start", json.loads(await asker.ask("GET labs", query="?show_all=true"))[0])
    await asker.ask("POST licensing/registration", json={"token": "no token!"})
    await asker.ask("POST licensing/registration", json={"token": "dG9rZW4="})
    await asker.ask("PATCH system/maintenance_mode", json={"maintenance_mode": True})


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no file with Cisco's description of the API")
async def test_fits_the_schema_when_any_route_is_asked(boot_cml: BootCml) -> None:
    """Every JSON answer, also of a refusal, is as Cisco describes it, and every route was answered."""
    cml = await boot_cml(license_seconds=0)
    (host,) = cml.side.by_instance.values()
    lab = next(iter(cml.side.fleet.controller_of(host.instance).labs.values()))
    async with aiohttp.ClientSession() as client:
        asker = Asker(client, cml, host)
        await log_in(asker)
        await look_around(asker)
        await live_a_lab(asker, write_topology(lab))
        await change_the_licence(asker)
        await asker.ask("GET telemetry/events")
        await asker.ask("DELETE logout")
    assert asker.faults == []
    assert set(ROUTES) - LATER == asker.answered


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no file with Cisco's description of the API")
def test_finds_a_fault_when_an_answer_does_not_fit() -> None:
    """The comparison can fail: by a missing member, a wrong type, a member too many, and an unknown word."""
    assert faults_of("GET system_information", 200, b'{"version": "2.9.0"}')
    assert faults_of("GET labs/{}/state", 200, b'"RUNNING"')
    assert faults_of("GET labs", 200, b"[1]")
    assert faults_of("GET labs", 401, b'{"error": "no"}')
    assert faults_of("GET labs/{}/state", 200, b'"STARTED"') == []
