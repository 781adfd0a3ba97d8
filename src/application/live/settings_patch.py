"""What a patch sets and unsets, by name."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from application.live.evaluation import NO_SUCH_SETTING, SettingFault, faults_of, place_of, usable_of, values_of
from application.live.live_values import MAY_BE_NONE, NONE, LiveValues
from application.live.merge_patch import merged
from domain.errors import InvalidValuesError
from domain.settings.fleet_settings_state import FleetSettingsState

Named = Mapping[str, Any]

TEMPLATES = "templates"
"""The group whose names people choose."""


def changes_of(patch: Named, state: FleetSettingsState, defaults: Named) -> dict[str, Any]:
    """Return values by name, None for what is unset; InvalidValuesError names all that cannot be accepted.

    An object is merged into what is set under its name; null unsets a value, or all of a group. Where there may be no
    value, and the environment gives one, null is that there is none: null for its group unsets it.
    """
    known = {name: known.value for name, known in state.values.items()}
    changes = {name: _or_none(name, value, defaults) for name, value in _members(patch, known)}
    changes |= _unset_groups(patch, known)
    faults = [*_strange_groups(patch, known), *_unknown_names(changes, known, defaults)]
    faults += _unusable_values(changes, known, defaults)
    if faults:
        raise InvalidValuesError([(fault.pointer, fault.message) for fault in faults], "invalid_settings")
    return changes


def _members(patch: Named, known: Named) -> Iterator[tuple[str, Any]]:
    for group, members in patch.items():
        if isinstance(members, dict):
            named = ((f"{group}.{name}", value) for name, value in members.items())
            yield from ((name, merged(known.get(name), value)) for name, value in named)


def _or_none(name: str, value: Any, defaults: Named) -> Any:
    return NONE if value is None and name in MAY_BE_NONE and defaults[name] is not None else value


def _unset_groups(patch: Named, known: Named) -> dict[str, None]:
    unset = {group for group, members in patch.items() if members is None}
    return {name: None for name in known if place_of(name)[0] in unset}


def _strange_groups(patch: Named, known: Named) -> Iterator[SettingFault]:
    """Yield what names no value; what sets one in a group that there is not is found with the values."""
    groups = {*LiveValues.model_fields, *(place_of(name)[0] for name in known)}
    for group, members in patch.items():
        if group not in groups and not (isinstance(members, dict) and members):
            yield SettingFault((group,), NO_SUCH_SETTING)
        elif members is not None and not isinstance(members, dict):
            yield SettingFault((group,), "Input should be an object")


def _unknown_names(changes: Named, known: Named, defaults: Named) -> Iterator[SettingFault]:
    """Yield what is unset and was never there; what is set and unknown is found with the values."""
    for name, value in changes.items():
        place = place_of(name)
        if value is None and name not in known and name not in defaults and place[0] != TEMPLATES:
            yield SettingFault(place, NO_SUCH_SETTING)


def _unusable_values(changes: Named, known: Named, defaults: Named) -> list[SettingFault]:
    """Look at the changes beside what is set and usable: what was unusable before is no fault of theirs."""
    _, old_faults = usable_of(defaults, known)
    kept = {name: value for name, value in known.items() if not any(fault.concerns(name) for fault in old_faults)}
    left = {name: value for name, value in {**kept, **changes}.items() if value is not None}
    try:
        values_of({**defaults, **left})
    except ValidationError as error:
        return faults_of(error)
    return []
