"""What the client makes of what CML says."""

from datetime import UTC, datetime

import pytest
from aiohttp import web

from application.ports.cml_errors import CMLGarbledError
from domain.cml.lab_state import LabState
from support.cml_parts import WORKER, CMLParts, host_at
from support.cml_stand_in import LAB, LAB_ANSWER, NODES, STATS, CMLStandIn, answering, problem

LABS, SYSTEM = "GET /labs", "GET /system_stats"


async def test_reads_the_system_when_all_is_told(cml: CMLStandIn, parts: CMLParts) -> None:
    """Two calls give version, load and nodes; the first shows no token."""
    reading = await parts.client.read_system_async(host_at(cml.url))
    assert (reading.worker_id, reading.version, reading.ready) == (WORKER, "2.9.0+build.3", True)
    assert (reading.cpu_count, reading.cpu_percent) == (16, 37.5)
    assert (reading.memory_used_percent, reading.disk_used_percent) == (25.0, 10.0)
    assert (reading.running_nodes, reading.total_nodes) == (2, 5)
    assert cml.asked == ["GET /system_information", "POST /authenticate", SYSTEM]
    assert "Authorization" not in cml.headers[0]


async def test_counts_vms_when_the_version_is_old(cml: CMLStandIn, parts: CMLParts) -> None:
    """CML 2.4 called nodes VMs and had no disk under `all`."""
    cml.answers[SYSTEM] = {
        "computes": {"a": {"stats": {"dominfo": {"total_vms": 7, "running_vms": 3}}}},
        "all": {"cpu": {"percent": 5}, "memory": {"used": 1, "total": 4}},
        "controller": {"disk": {"used": 3, "total": 4}},
    }
    reading = await parts.client.read_system_async(host_at(cml.url))
    assert (reading.running_nodes, reading.total_nodes, reading.disk_used_percent) == (3, 7, 75.0)


@pytest.mark.parametrize("wrong", [None, "many", [], {}, True, -1, float("1e400"), {"percent": "NaN"}])
async def test_knows_no_figure_when_its_type_is_wrong(cml: CMLStandIn, parts: CMLParts, wrong: object) -> None:
    """A wrong type of one field is that field unknown; the others are read."""
    wrong = "Infinity" if wrong == float("inf") else wrong
    cml.answers[SYSTEM] = {**STATS, "all": {**STATS["all"], "cpu": wrong}, "computes": wrong}  # type: ignore[dict-item]
    reading = await parts.client.read_system_async(host_at(cml.url))
    assert (reading.cpu_percent, reading.cpu_count, reading.running_nodes) == (None, None, None)
    assert reading.memory_used_percent == 25.0


@pytest.mark.parametrize(
    "garbage", ["null", "[]", '"text"', "<html>", "", "{", '{"all": 1e999}', "\xff", "[" * 100_000]
)
async def test_tells_garbage_when_the_reply_has_another_shape(cml: CMLStandIn, parts: CMLParts, garbage: str) -> None:
    """A reply that is no object of JSON is a failure in words, never a crash."""
    cml.answers[SYSTEM] = answering(
        lambda: web.Response(body=garbage.encode("latin-1"), content_type="application/json")
    )
    with pytest.raises(CMLGarbledError):
        await parts.client.read_system_async(host_at(cml.url))


async def test_reads_health_when_everything_is_told(cml: CMLStandIn, parts: CMLParts) -> None:
    """Problems, licence and maintenance come in words."""
    cml.answers["GET /system_health"] = {
        "valid": False,
        "is_licensed": False,
        "controller": {"core_connected": False, "nodes_loaded": True},
        "computes": {"x": {"hostname": "cml", "libvirt": False, "fabric": None}},
    }
    cml.answers["GET /licensing"] = {
        "registration": {"status": "NOT_REGISTERED"},
        "authorization": {"status": "INIT", "expires": "2026-07-01T00:00:00Z"},
    }
    cml.answers["GET /system/maintenance_mode"] = {
        "maintenance_mode": True,
        "resolved_notice": {"label": "tonight", "content": "new disks"},
    }
    reading = await parts.client.read_health_async(host_at(cml.url))
    assert reading.healthy is False
    assert reading.problems == ("controller: the core is not connected", "cml: libvirt does not run")
    assert (reading.licence.licensed, reading.licence.reason) == (False, "it is not registered (NOT_REGISTERED)")
    assert reading.licence.expires_at == datetime(2026, 7, 1, tzinfo=UTC)
    assert (reading.maintenance, reading.maintenance_notice) == (True, "new disks")


async def test_knows_no_licence_when_it_is_not_told(cml: CMLStandIn, parts: CMLParts) -> None:
    """A user who may not ask, and a version that has no such call, leave it unknown."""
    cml.answers["GET /licensing"] = problem(403, "User does not have required access: admin")
    cml.answers["GET /system_health"] = {"valid": False}
    reading = await parts.client.read_health_async(host_at(cml.url))
    assert (reading.licence.licensed, reading.licence.registration, reading.maintenance) == (None, None, None)
    assert reading.problems == ("CML says that it is not well, and not why",)


@pytest.mark.parametrize(
    ("registration", "authorization", "licensed", "reason"),
    [
        ("COMPLETED", "IN_COMPLIANCE", True, ""),
        ("COMPLETED", "OUT_OF_COMPLIANCE", False, "it is not authorized (OUT_OF_COMPLIANCE)"),
    ],
)
async def test_judges_the_licence_when_health_does_not(
    cml: CMLStandIn, parts: CMLParts, registration: str, authorization: str, licensed: bool, reason: str
) -> None:
    """Registration and authorization decide where the health check leaves it open."""
    cml.answers["GET /system_health"] = {"valid": True, "is_licensed": None}
    cml.answers["GET /licensing"] = {
        "registration": {"status": registration},
        "authorization": {"status": authorization},
    }
    licence = (await parts.client.read_health_async(host_at(cml.url))).licence
    assert (licence.licensed, licence.reason) == (licensed, reason)


async def test_says_no_licence_when_cml_says_just_that(cml: CMLStandIn, parts: CMLParts) -> None:
    """Without a reason CML's own judgement is told."""
    cml.answers["GET /system_health"] = {"is_licensed": False}
    licence = (await parts.client.read_health_async(host_at(cml.url))).licence
    assert (licence.licensed, licence.reason) == (False, "CML says that it has no licence")


async def test_reads_labs_when_they_are_new(cml: CMLStandIn, parts: CMLParts) -> None:
    """Three calls read one new lab."""
    reading = await parts.client.read_labs_async(host_at(cml.url), {})
    lab = reading.labs[LAB]
    assert (lab.title, lab.description, lab.owner, lab.state) == ("ospf", "two areas", "ada", LabState.STARTED)
    assert (lab.node_count, lab.running_nodes, lab.link_count, lab.groups) == (2, 1, 1, ("ccnp",))
    assert lab.modified_at == datetime(2026, 5, 2, 10, tzinfo=UTC)
    assert (reading.running_nodes, reading.total_nodes, reading.unread) == (1, 2, frozenset())


async def test_asks_no_lab_when_its_nodes_are_as_before(cml: CMLStandIn, parts: CMLParts) -> None:
    """The marker spares the call; a node that changes asks for it again."""
    before = (await parts.client.read_labs_async(host_at(cml.url), {})).labs[LAB]
    cml.asked.clear()
    same = await parts.client.read_labs_async(host_at(cml.url), {LAB: before.marker})
    assert not same.labs
    assert (same.unchanged, cml.asked) == (frozenset({LAB}), ["GET /labs", "GET /nodes"])
    cml.answers["GET /nodes"] = [{**NODES[0], "state": "STOPPED"}, NODES[1]]
    changed = await parts.client.read_labs_async(host_at(cml.url), {LAB: before.marker})
    assert (changed.labs[LAB].running_nodes, changed.unchanged) == (0, frozenset())


async def test_asks_for_what_is_needed_when_labs_are_listed(cml: CMLStandIn, parts: CMLParts) -> None:
    """All labs of all users, and no configurations of nodes."""
    await parts.client.read_labs_async(host_at(cml.url), {})
    asked = [query for query in cml.queries if query]
    assert asked == ["show_all=true", "operational=true&exclude_configurations=true"]


async def test_reads_the_first_labs_when_there_are_very_many(cml: CMLStandIn, parts: CMLParts) -> None:
    """Two hundred new ones at a time, by four calls at once; the others wait for the next time."""
    ids = [f"lab-{number}" for number in range(205)]
    cml.answers["GET /labs"] = [*ids, *ids]  # and each id twice
    cml.answers |= {f"GET /labs/{lab_id}": {"lab_title": lab_id, "state": "STOPPED"} for lab_id in ids}
    reading = await parts.client.read_labs_async(host_at(cml.url), {})
    assert set(reading.labs) == set(ids[:200])
    assert reading.unread == set(ids[200:])
    assert all(lab.node_count == 0 and lab.marker == "-" for lab in reading.labs.values())


async def test_leaves_a_lab_out_when_it_went_meanwhile(cml: CMLStandIn, parts: CMLParts) -> None:
    """One that is gone between two calls is gone."""
    cml.answers["GET /labs"] = [LAB, "gone"]
    reading = await parts.client.read_labs_async(host_at(cml.url), {})
    assert (set(reading.labs), reading.unread) == ({LAB}, frozenset())


async def test_keeps_texts_literal_when_they_are_hostile(cml: CMLStandIn, parts: CMLParts) -> None:
    """NUL, right-to-left marks and markup stay what they are; only an endless text is cut."""
    hostile = "a\x00b\u202ec<script>\u0627"
    cml.answers[f"GET /labs/{LAB}"] = {**LAB_ANSWER, "lab_title": hostile, "lab_description": "x" * 100_000}
    lab = (await parts.client.read_labs_async(host_at(cml.url), {})).labs[LAB]
    assert (lab.title, len(lab.description)) == (hostile, 4096)


@pytest.mark.parametrize("wrong", [None, 7, [], {}, "nonsense", True])
async def test_knows_less_of_a_lab_when_types_are_wrong(cml: CMLStandIn, parts: CMLParts, wrong: object) -> None:
    """Every field of a lab may be anything."""
    cml.answers[f"GET /labs/{LAB}"] = dict.fromkeys(LAB_ANSWER, wrong)
    cml.answers["GET /nodes"] = [dict.fromkeys(NODES[0], wrong), {"id": "n1", "lab_id": LAB, "state": wrong}]
    lab = (await parts.client.read_labs_async(host_at(cml.url), {})).labs[LAB]
    assert (lab.state, lab.created_at, lab.running_nodes) == (LabState.UNKNOWN, None, 0)


@pytest.mark.parametrize("wrong", [[None], ["../users"], ["a/b"], [7], ["x" * 65]])
async def test_tells_garbage_when_ids_are_none(cml: CMLStandIn, parts: CMLParts, wrong: list[object]) -> None:
    """What is no id never becomes part of a path."""
    cml.answers["GET /labs"] = wrong
    with pytest.raises(CMLGarbledError):
        await parts.client.read_labs_async(host_at(cml.url), {})
