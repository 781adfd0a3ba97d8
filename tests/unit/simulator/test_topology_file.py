"""Topologies as files."""

from typing import Any

import pytest
import yaml

from simulator.cml.topology.members import TopologyError
from simulator.cml.topology.reading import MOST_NODES, read_topology


def topology(**changes: Any) -> dict[str, Any]:
    """Two nodes and a cable."""
    nodes = [
        {
            "id": name,
            "label": name.upper(),
            "node_definition": "iosv",
            "x": 10.7,
            "y": -20,
            "interfaces": [
                {"id": "i0", "label": "Gi0/0", "type": "physical", "slot": 0},
                {"id": "i1", "type": "loopback"},
            ],
        }
        for name in ("n0", "n1")
    ]
    links = [{"id": "l0", "n1": "n0", "i1": "i0", "n2": "n1", "i2": "i0"}]
    return {"lab": {"version": "0.2.2", "title": "Two"}, "nodes": nodes, "links": links, **changes}


def read(document: Any, title: str | None = None) -> Any:
    """Write a topology as YAML and read it."""
    return read_topology(yaml.dump(document, Dumper=yaml.CSafeDumper, encoding="utf-8"), title)


def test_reads_what_is_said() -> None:
    """Nodes, interfaces, links and a title, or the title that is given."""
    design = read(topology())
    assert (design.title, read(topology(), "Mine").title) == ("Two", "Mine")
    assert [(node.x, node.y, node.definition) for node in design.nodes] == [(10, -20, "iosv")] * 2
    assert [port.is_loopback for port in design.nodes[0].interfaces] == [False, True]
    assert design.links[0].a == ("n0", "i0")


def test_reads_configurations_of_either_kind() -> None:
    """A text is kept; a list of files, as later versions write it, is taken and not kept."""
    document = topology()
    document["nodes"][0]["configuration"] = "hostname A"
    document["nodes"][1]["configuration"] = [{"name": "boot", "content": "hostname B"}]
    assert [node.configuration for node in read(document).nodes] == ["hostname A", ""]


NODE = topology()["nodes"][0]
LINK = topology()["links"][0]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "mapping"),
        ({}, "lab is missing"),
        (topology(lab={"version": "9.9"}), "version"),
        (topology(lab={"version": "0.2.2", "title": "x" * 65}), "longer than 64"),
        (topology(nodes=None), "nodes is missing"),
        (topology(nodes=["n0"]), "mapping"),
        (topology(nodes=[{**NODE, "label": ""}]), "between 1 and 128"),
        (topology(nodes=[{**NODE, "x": float("nan")}]), "between -15000"),
        (topology(nodes=[{**NODE, "label": 7}]), "label"),
        (topology(nodes=[NODE, NODE]), "Two nodes"),
        (topology(nodes=[{**NODE, "interfaces": [{"id": "i0", "type": "physical"}] * 2}], links=[]), "two interfaces"),
        (topology(nodes=[{**NODE, "id": f"n{each}"} for each in range(MOST_NODES + 1)], links=[]), "more than"),
        (topology(links=[{**LINK, "i1": "i7"}]), "no node has"),
        (topology(links=[LINK, LINK]), "Two links"),
    ],
)
def test_says_what_is_wrong(document: Any, reason: str) -> None:
    """Whatever is missing, of another type, too much or without an end."""
    with pytest.raises(TopologyError, match=reason):
        read(document)


@pytest.mark.parametrize(
    "text", [b"\x00", b"{", b"a: !!python/object:os.system {}", b"\xff\xfe\x00", b'a: "\\ud800"', b"[" * 100_000]
)
def test_says_that_it_is_no_yaml(text: bytes) -> None:
    """Broken text, and text that wants to be more than a document."""
    with pytest.raises(TopologyError, match="YAML"):
        read_topology(text, None)
