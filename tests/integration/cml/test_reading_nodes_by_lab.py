"""A controller that cannot tell all nodes at once, as CML 2.4."""

import pytest

from application.ports.cml_errors import CMLGarbledError
from domain.cml.lab_state import LabState
from support.cml_parts import CMLParts, host_at
from support.cml_stand_in import LAB, NODES, CMLStandIn, problem

STATES = f"GET /labs/{LAB}/lab_element_state"


@pytest.fixture(autouse=True)
def _old(cml: CMLStandIn) -> None:
    del cml.answers["GET /nodes"]
    cml.answers[STATES] = {"nodes": {"n1": "BOOTED", "n2": "STOPPED"}, "links": {}, "interfaces": {}}


async def test_asks_each_lab_when_all_nodes_are_not_told(cml: CMLStandIn, parts: CMLParts) -> None:
    """The states of a lab's elements make the same lab and the same marker as the call that is missing."""
    old = await parts.client.read_labs_async(host_at(cml.url), {})
    assert (old.labs[LAB].state, old.labs[LAB].running_nodes) == (LabState.STARTED, 1)
    assert (old.running_nodes, old.total_nodes, old.unread) == (1, 2, frozenset())
    cml.answers["GET /nodes"] = NODES
    parts.clock.pass_seconds(3600)
    new = await parts.client.read_labs_async(host_at(cml.url), {})
    assert new.labs[LAB].marker == old.labs[LAB].marker


async def test_asks_once_when_the_call_is_known_to_be_missing(cml: CMLStandIn, parts: CMLParts) -> None:
    """A cycle over an unchanged lab is two calls; after an hour the controller may have been upgraded."""
    marker = (await parts.client.read_labs_async(host_at(cml.url), {})).labs[LAB].marker
    cml.asked.clear()
    same = await parts.client.read_labs_async(host_at(cml.url), {LAB: marker})
    assert (same.unchanged, cml.asked) == (frozenset({LAB}), ["GET /labs", STATES])
    parts.clock.pass_seconds(3600)
    await parts.client.read_labs_async(host_at(cml.url), {LAB: marker})
    assert cml.asked.count("GET /nodes") == 1


async def test_looks_again_when_the_controller_has_another_address(cml: CMLStandIn, parts: CMLParts) -> None:
    """What one controller does not have says nothing of the one that takes its place."""
    await parts.client.read_labs_async(host_at(cml.url), {})
    cml.asked.clear()
    await parts.client.read_labs_async(host_at(cml.url.replace("127.0.0.1", "localhost")), {})
    assert cml.asked.count("GET /nodes") == 1


async def test_asks_labs_in_turns_when_there_are_very_many(cml: CMLStandIn, parts: CMLParts) -> None:
    """Two hundred at a time; those that were left out come first the next time, and none is taken for gone."""
    ids = [f"lab-{number}" for number in range(205)]
    cml.answers["GET /labs"] = ids
    cml.answers |= {f"GET /labs/{lab_id}": {"lab_title": lab_id} for lab_id in ids}
    cml.answers |= {f"GET /labs/{lab_id}/lab_element_state": {"nodes": {"n": "STOPPED"}} for lab_id in ids}
    first = await parts.client.read_labs_async(host_at(cml.url), {})
    known = {lab_id: lab.marker for lab_id, lab in first.labs.items()}
    cml.asked.clear()
    second = await parts.client.read_labs_async(host_at(cml.url), known)
    assert (set(first.labs), first.unread) == (set(ids[:200]), frozenset(ids[200:]))
    assert (set(second.labs), second.unread) == (set(ids[200:]), frozenset(ids[195:200]))
    assert len(cml.asked) == 1 + 200 + 5


async def test_leaves_a_lab_out_when_it_went_before_its_nodes_were_told(cml: CMLStandIn, parts: CMLParts) -> None:
    """A lab that is gone is gone, and a controller without labs is asked for none."""
    cml.answers["GET /labs"] = ["gone"]
    assert not (await parts.client.read_labs_async(host_at(cml.url), {})).labs
    cml.answers["GET /labs"] = []
    reading = await parts.client.read_labs_async(host_at(cml.url), {})
    assert (reading.labs, reading.total_nodes) == ({}, 0)


@pytest.mark.parametrize("wrong", [None, 7, [], {"n1": None}, {"n1": 7}])
async def test_knows_no_state_when_types_are_wrong(cml: CMLStandIn, parts: CMLParts, wrong: object) -> None:
    """Every state may be anything."""
    cml.answers[STATES] = {"nodes": wrong}
    assert (await parts.client.read_labs_async(host_at(cml.url), {})).running_nodes == 0


async def test_tells_garbage_when_states_are_refused(cml: CMLStandIn, parts: CMLParts) -> None:
    """What refuses to tell its nodes for another reason is no older controller."""
    cml.answers["GET /nodes"] = problem(400, "no")
    with pytest.raises(CMLGarbledError):
        await parts.client.read_labs_async(host_at(cml.url), {})
