"""What is looked at in a topology before a controller is asked."""

import pytest

from application.lab import topology as module
from application.lab.topology import Topology, TopologyInvalidError, read_topology_async

WHOLE = """
lab:
  title: "two \\0 areas"
  notes: [a, {b: c}]
nodes:
  - id: n0
    interfaces: [{id: i0, nodes: []}]
  - &same {id: n1}
  - *same
links: [{n1: n0, n2: n1}]
"""


async def test_topology_is_looked_through_without_being_built() -> None:
    """Its title as it is, its nodes and links counted; what has the same names deeper is something else."""
    assert await read_topology_async(WHOLE) == Topology(title="two \x00 areas", nodes=3, links=1)


@pytest.mark.parametrize(
    ("text", "pointer", "words"),
    [
        ("", "/topology/nodes", "a list of nodes"),
        ("nodes: []", "/topology/links", "a list of links"),
        ("nodes: {}\nlinks: []", "/topology/nodes", "must be a list"),
        ("[]", "/topology", "is a mapping"),
        ("nodes: [", "/topology", "line 2"),
        ("a: b: c", "/topology", "no YAML at line"),
        ("nodes: \x07", "/topology", "no YAML"),
        ("? [a]\n: b", "/topology", "no text"),
        ("lab: " + "[" * 70 + "]" * 70, "/topology", "64 levels"),
        ("lab: " + "[" * 200_000, "/topology", "levels"),
    ],
)
async def test_what_is_no_topology_is_refused_with_the_place(text: str, pointer: str, words: str) -> None:
    """The pointer says where, as far as the document has the form of a topology."""
    with pytest.raises(TopologyInvalidError, match=words) as refused:
        await read_topology_async(text)
    assert refused.value.pointer == pointer


async def test_topology_with_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at no further."""
    monkeypatch.setattr(module, "MOST_EVENTS", 100)
    with pytest.raises(TopologyInvalidError, match="100 parts"):
        await read_topology_async("nodes: [" + "a," * 200 + "]\nlinks: []")


async def test_aliases_unfold_to_nothing() -> None:
    """A few lines that would be billions of nodes are a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert (await read_topology_async("\n".join([*lines, "nodes: [*a29]", "links: []"]))).nodes == 1
