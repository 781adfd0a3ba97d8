"""What is recorded of a command: what was asked, on what, and no secret."""

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import Enum, IntEnum
from typing import Any

import pytest
from neuroglia.mediation.mediator import Command
from pydantic import BaseModel, SecretBytes, SecretStr

from application.audit import recorded_parameters
from application.audit.recorded_parameters import MASK, parameters_of, targets_of
from application.cml.set_cml_credentials_command import SetCMLCredentialsCommand
from application.lab.import_lab_command import ImportLabCommand
from application.lab.start_lab_command import StartLabCommand
from application.registration import application_classes
from application.telemetry.refresh_workers_command import RefreshWorkersCommand
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope

SPEAKS_OF_SECRETS = ("secret", "password", "token", "topology", "private")


class Colour(IntEnum):
    """Whose numbers mean nothing to a reader."""

    RED = 1


class Shape(Enum):
    """Whose values may be anything."""

    ROUND = object()


class Model(BaseModel):
    """A part with a secret of its own."""

    name: str
    key: SecretStr


@dataclass
class Part:
    """A part with a field that is not shown."""

    name: str
    hidden: str = field(repr=False)


@dataclass
class Everything:
    """One field of each kind."""

    colour: Colour
    shape: Shape
    model: Model
    part: Part
    binary: bytes
    key: SecretBytes
    moment: datetime
    yes: bool
    share: float
    names: frozenset[str]
    by_name: dict[str, Any]
    strange: object
    hidden_id: str = field(repr=False)
    absent: str | None = None
    worker_id: str | None = None


def everything(**others: Any) -> Everything:
    """One of it."""
    values: dict[str, Any] = {
        "colour": Colour.RED,
        "shape": Shape.ROUND,
        "model": Model(name="m", key=SecretStr("hush")),
        "part": Part("p", "hush"),
        "binary": b"1234",
        "key": SecretBytes(b"hush"),
        "moment": datetime(2026, 6, 1, tzinfo=UTC),
        "yes": True,
        "share": 0.5,
        "names": frozenset({"a"}),
        "by_name": {"a": None, "long": "x" * 201, "deep": {"a": {"b": {"c": {"d": {"e": {}}}}}}},
        "strange": object(),
        "hidden_id": "hush",
    }
    return Everything(**{**values, **others})


def test_every_kind_of_value_becomes_json() -> None:
    """Secrets by their type, whatever they are called; what is long by its length; what is deep not at all."""
    assert parameters_of(everything()) == {
        "colour": "red",
        "shape": "round",
        "model": {"name": "m", "key": MASK},
        "part": {"name": "p", "hidden": MASK},
        "binary": "(4 bytes)",
        "key": MASK,
        "moment": "2026-06-01T00:00:00.000Z",
        "yes": True,
        "share": 0.5,
        "names": ["a"],
        "by_name": {"a": None, "long": "(201 characters)", "deep": {"a": {"b": {"c": {"d": {"e": "..."}}}}}},
        "strange": "(object)",
        "hidden_id": MASK,
    }
    assert targets_of(everything()) == []


def test_long_lists_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operation that a command becomes knows all of them."""
    monkeypatch.setattr(recorded_parameters, "MOST_ITEMS", 2)
    monkeypatch.setattr(recorded_parameters, "MOST_TARGETS", 2)
    shown = parameters_of(everything(by_name=dict.fromkeys("abc"), names=["a", "b", "c"]))
    assert (list(shown["by_name"]), shown["names"]) == (["a", "b"], ["a", "b"])
    assert targets_of(RefreshWorkersCommand(worker_ids=["a", "b", "a", "c"])) == ["a", "b"]


def test_targets_are_the_ids_that_a_command_names() -> None:
    """Each once; a lab by its whole id. They are no parameters."""
    command = RefreshWorkersCommand(worker_ids=["a", "b", "a"], wait_seconds=1)
    assert (targets_of(command), parameters_of(command)) == (["a", "b"], {"sources": [], "wait_seconds": 1})
    assert targets_of(StartLabCommand(worker_id="w", lab_id="l")) == ["w", "w/l"]


def test_no_secret_of_a_command_is_recorded() -> None:
    """Neither credentials nor a topology, which may hold passwords."""
    scope = CredentialsScope(CredentialsKind.TAG, "a:b")
    assert parameters_of(SetCMLCredentialsCommand(scope=scope, username="u", secret="hush")) == {
        "scope": {"kind": "tag", "value": "a:b"},
        "username": "u",
        "secret": MASK,
    }
    assert parameters_of(ImportLabCommand(worker_id="w", topology="hush"))["topology"] == MASK


def test_every_field_that_speaks_of_a_secret_is_hidden() -> None:
    """A command that is new says `repr=False` of what nobody may read."""
    shown = [
        f"{command.__name__}.{each.name}"
        for command in application_classes()
        if issubclass(command, Command)
        for each in fields(command)  # type: ignore[arg-type]  # every command is a dataclass
        if each.repr and any(word in each.name for word in SPEAKS_OF_SECRETS) and each.type is str
    ]
    assert shown == []


@dataclass
class Hostile:
    """What JSON can hold and the database cannot."""

    number: int
    words: dict[str, str]


def test_are_such_as_the_database_can_keep() -> None:
    """A record is written of whatever was asked."""
    shown = parameters_of(Hostile(2**63, {"\ud800": "a\udfff"}))
    assert shown == {"number": str(2**63), "words": {"?": "a?"}}
    assert parameters_of(Hostile(2**63 - 1, {})) == {"number": 2**63 - 1, "words": {}}
