"""What kinds of nodes a controller can run, as the client reads it."""

from typing import Any

import pytest

from application.ports.cml_errors import CMLGarbledError
from domain.catalogue.cml_definitions import CMLDefinitions, ImageDefinition, NodeDefinition
from support.cml_parts import WORKER, CMLParts, host_at
from support.cml_stand_in import CMLStandIn

NODES, IMAGES = "GET /simplified_node_definitions", "GET /image_definitions"


async def test_reads_nodes_and_images(cml: CMLStandIn, parts: CMLParts) -> None:
    """Two calls, in order of the ids; most of the first reply is passed over."""
    cml.answers[NODES] = [
        {"id": "iosv", "general": {"nature": "router"}, "ui": {"label": "IOSv", "icon": "router"}, "sim": {"ram": 768}},
        {"id": "alpine", "ui": {"label": "Alpine"}, "image_definitions": ["alpine-base-3-19-1"]},
    ]
    cml.answers[IMAGES] = [{"id": "iosv-159-3-m8", "node_definition_id": "iosv", "label": "IOSv 15.9", "ram": None}]
    reading = await parts.client.read_definitions_async(host_at(cml.url))
    assert (reading.worker_id, reading.taken_at) == (WORKER, parts.clock.now())
    assert reading.definitions == CMLDefinitions(
        node_definitions=(NodeDefinition(id="alpine", label="Alpine"), NodeDefinition(id="iosv", label="IOSv")),
        image_definitions=(ImageDefinition(id="iosv-159-3-m8", label="IOSv 15.9", node_definition="iosv"),),
    )
    assert cml.asked[-2:] == [NODES, IMAGES]


@pytest.mark.parametrize("odd", [{}, {"id": None}, {"id": 7, "label": "x"}])
async def test_passes_over_what_has_no_id(cml: CMLStandIn, parts: CMLParts, odd: dict[str, Any]) -> None:
    """What has an id and nothing else is called by it."""
    cml.answers[NODES] = [odd, {"id": "iosv", "ui": "none"}]
    cml.answers[IMAGES] = [odd, {"id": "image", "label": 1}]
    definitions = (await parts.client.read_definitions_async(host_at(cml.url))).definitions
    assert definitions.node_definitions == (NodeDefinition(id="iosv", label="iosv"),)
    assert definitions.image_definitions == (ImageDefinition(id="image", label="image", node_definition=""),)


@pytest.mark.parametrize("route", [NODES, IMAGES])
@pytest.mark.parametrize("garbage", [{}, "text", [1]])
async def test_tells_garbage(cml: CMLStandIn, parts: CMLParts, route: str, garbage: object) -> None:
    """A reply that is no list of objects is a failure in words."""
    cml.answers |= {NODES: [], IMAGES: [], route: garbage}
    with pytest.raises(CMLGarbledError):
        await parts.client.read_definitions_async(host_at(cml.url))
