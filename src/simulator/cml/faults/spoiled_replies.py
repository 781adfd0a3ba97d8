"""The faults that leave an answer in its form and spoil what it says."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import orjson

from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.cml.reply import JSON, Reply
from simulator.fleet.draws import uuid4_of

MANY_LABS: Final = 1_000_000
HOSTILE: Final = '\u202e<script>alert("x")</script>\x00\r\nSet-Cookie: a=b \u2066\U0001f608 {{7*7}} $(id)'
TEXTS: Final = frozenset({"lab_title", "lab_description", "lab_notes", "title", "label", "fullname", "owner_fullname"})

Spell = Callable[[str, Any], Any]
"""Gives another value for the one that stands under a name."""


def _million_labs(document: Any, fault: CmlFault) -> Any:
    return _lab_ids(fault.amount or MANY_LABS) if _is_list_of_ids(document) else document


@lru_cache(maxsize=2)
def _lab_ids(count: int) -> orjson.Fragment:
    first = uuid4_of("many labs")[:-12]
    return orjson.Fragment(orjson.dumps([f"{first}{number:012x}" for number in range(count)]))


def _is_list_of_ids(document: Any) -> bool:
    return isinstance(document, list) and all(isinstance(each, str) for each in document)


def _doubled(document: Any, _fault: CmlFault) -> Any:
    return document * 2 if isinstance(document, list) else document


def _respelled(spell: Spell) -> Callable[[Any, CmlFault], Any]:
    return lambda document, _fault: _rewritten("", document, spell)


def _rewritten(name: str, value: Any, spell: Spell) -> Any:
    if isinstance(value, dict):
        return {key: _rewritten(key, each, spell) for key, each in value.items()}
    if isinstance(value, list):
        return [_rewritten(name, each, spell) for each in value]
    return spell(name, value)


_SPOILERS: Final[Mapping[CmlFaultKind, Callable[[Any, CmlFault], Any]]] = MappingProxyType(
    {
        CmlFaultKind.MILLION_LABS: _million_labs,
        CmlFaultKind.DUPLICATE_IDS: _doubled,
        CmlFaultKind.WRONG_TYPES: _respelled(lambda _name, value: 7 if isinstance(value, str) else "some"),
        CmlFaultKind.NULLS: _respelled(lambda _name, _value: None),
        CmlFaultKind.HOSTILE_TITLES: _respelled(lambda name, value: HOSTILE if name in TEXTS else value),
    }
)


def spoiled(reply: Reply, fault: CmlFault) -> Reply:
    """Spoil a JSON answer; any other stays as it is."""
    if reply.content_type != JSON or not reply.body:
        return reply
    document = _SPOILERS[fault.kind](orjson.loads(reply.body), fault)
    return Reply(orjson.dumps(document), status=reply.status)
