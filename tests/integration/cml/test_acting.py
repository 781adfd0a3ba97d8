"""What the client does to labs."""

import pytest
from aiohttp import web

from application.ports.cml_errors import (
    CMLGarbledError,
    CMLRefusedError,
    LabNotFoundError,
    TopologyRefusedError,
)
from domain.cml.lab_state import LabState
from support.cml_parts import CMLParts, host_at
from support.cml_stand_in import LAB, CMLStandIn, answering, problem

DONE = answering(lambda: web.Response(status=204))


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("start_lab_async", f"PUT /labs/{LAB}/start"),
        ("stop_lab_async", f"PUT /labs/{LAB}/stop"),
        ("wipe_lab_async", f"PUT /labs/{LAB}/wipe"),
        ("delete_lab_async", f"DELETE /labs/{LAB}"),
    ],
)
async def test_asks_cml_when_a_lab_is_acted_upon(cml: CMLStandIn, parts: CMLParts, act: str, asked: str) -> None:
    """Each act is one call; CML's refusal comes in its own words, and an unknown lab as such."""
    client, host = parts.client, host_at(cml.url)
    cml.answers[asked] = DONE
    await getattr(client, act)(host, LAB)
    assert cml.asked[-1] == asked
    cml.answers[asked] = answering(lambda: problem(400, "lab is not wiped"))
    with pytest.raises(CMLRefusedError, match="lab is not wiped"):
        await getattr(client, act)(host, LAB)
    del cml.answers[asked]
    for lab_id in (LAB, "../users", ""):
        with pytest.raises(LabNotFoundError):
            await getattr(client, act)(host, lab_id)


async def test_reads_the_state_when_asked(cml: CMLStandIn, parts: CMLParts) -> None:
    """CML's own word, or unknown."""
    host = host_at(cml.url)
    assert await parts.client.read_lab_state_async(host, LAB) is LabState.STARTED
    cml.answers[f"GET /labs/{LAB}/state"] = "HOVERING"
    assert await parts.client.read_lab_state_async(host, LAB) is LabState.UNKNOWN


async def test_imports_a_topology_when_it_is_one(cml: CMLStandIn, parts: CMLParts) -> None:
    """The text is sent as it is; the new lab's id comes back."""
    sent: list[object] = []

    async def take(request: web.Request) -> web.Response:
        sent.extend((await request.text(), request.query.get("title"), request.headers.get("Content-Type")))
        return web.json_response({"id": LAB, "warnings": []})

    cml.answers["POST /import"] = take
    topology = "lab:\n  title: Ünïcode\n"
    assert await parts.client.import_lab_async(host_at(cml.url), topology, "a & b") == LAB
    assert await parts.client.import_lab_async(host_at(cml.url), topology) == LAB
    assert sent == [topology, "a & b", None, topology, None, None]


async def test_tells_why_when_a_topology_is_refused(cml: CMLStandIn, parts: CMLParts) -> None:
    """CML's own words say what is wrong with it."""
    cml.answers["POST /import"] = answering(lambda: problem(400, "nodes is required"))
    with pytest.raises(TopologyRefusedError, match="nodes is required"):
        await parts.client.import_lab_async(host_at(cml.url), "nonsense")


@pytest.mark.parametrize(
    "reply",
    [
        {"text": "lab: {}\n", "content_type": "text/yaml"},
        {"text": '"lab: {}\\n"', "content_type": "application/json"},
    ],
)
async def test_downloads_a_topology_when_it_is_text_or_json(
    cml: CMLStandIn, parts: CMLParts, reply: dict[str, str]
) -> None:
    """The API's description says JSON, the controllers send YAML."""
    cml.answers[f"GET /labs/{LAB}/download"] = answering(lambda: web.Response(**reply))  # type: ignore[arg-type]
    assert await parts.client.download_topology_async(host_at(cml.url), LAB) == "lab: {}\n"


async def test_tells_garbage_when_a_topology_is_no_text(cml: CMLStandIn, parts: CMLParts) -> None:
    """Bytes that are no UTF-8 are no YAML."""
    cml.answers[f"GET /labs/{LAB}/download"] = answering(lambda: web.Response(body=b"\xff\xfe"))
    with pytest.raises(CMLGarbledError):
        await parts.client.download_topology_async(host_at(cml.url), LAB)
