"""Makes values of what is set: those that can be used, and why the others cannot."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from application.live.live_values import LiveValues

NO_SUCH_SETTING = "there is no such setting"
VALIDATORS_WORDS = "Value error, "
PLAIN_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class SettingFault:
    """Why a value cannot be used; `path` leads from its group to the part that is wrong. No text shows a value."""

    path: tuple[str, ...]
    message: str

    @property
    def name(self) -> str:
        """The setting, or the group where all of it is wrong."""
        return ".".join(filter(None, self.path[:2]))

    def concerns(self, name: str) -> bool:
        """Whether the setting of this name cannot be used for it."""
        place = self.path[:2]
        return place_of(name)[: len(place)] == place

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901), as far as its names are plain words: nothing else is repeated."""
        return "".join(f"/{part}" for part in takewhile(PLAIN_WORD.fullmatch, self.path))


def values_of(named: Mapping[str, Any]) -> LiveValues:
    """Validate JSON values by name, as `intervals.labs_seconds`; ValidationError names all that is wrong."""
    return LiveValues.model_validate_json(json.dumps(nested(named)))


def usable_of(defaults: Mapping[str, Any], named: Mapping[str, Any]) -> tuple[LiveValues, list[SettingFault]]:
    """Validate `named` over `defaults`, which can be used; what is wrong is left out and told."""
    try:
        return values_of({**defaults, **named}), []
    except ValidationError as error:
        faults = faults_of(error)
        usable = {name: value for name, value in named.items() if not any(fault.concerns(name) for fault in faults)}
        if len(usable) == len(named):
            raise
    values, more = usable_of(defaults, usable)
    return values, faults + more


def nested(named: Mapping[str, Any]) -> dict[str, Any]:
    """Put values into their groups."""
    groups: dict[str, Any] = {group: {} for group in LiveValues.model_fields}
    for name, value in named.items():
        group, field = place_of(name)
        groups.setdefault(group, {})[field] = value
    return groups


def faults_of(error: ValidationError) -> list[SettingFault]:
    """Say what is wrong, without the values that are."""
    return [_fault_of(item) for item in error.errors(include_url=False, include_input=False, include_context=False)]


def _fault_of(item: ErrorDetails) -> SettingFault:
    path = tuple(str(part) for part in item["loc"] if part != "[key]")
    said = NO_SUCH_SETTING if item["type"] == "extra_forbidden" else item["msg"]
    return SettingFault(path, said.removeprefix(VALIDATORS_WORDS))


def place_of(name: str) -> tuple[str, str]:
    """The group and the name in it."""
    group, _, field = name.partition(".")
    return group, field
