"""Says what is set, where it comes from, and no secret."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from application.settings import Settings
from application.settings_variables import SECRETS_DIRECTORY, variable_of, variables_of

MASK = "********"
SECRET_PARTS = {"external_id"}


def settings_report(settings: Settings, wrong: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """Return by setting its value, masked where it is a secret, and its source: the variable or file, or default.

    The settings named in `wrong` are shown with the default that stands in for a value that cannot be used.
    """
    return {
        name: {"value": _shown(getattr(settings, name)), "source": _source_of(settings, name, wrong)}
        for name in Settings.model_fields
    }


def _shown(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, list):
        return [_part(item) for item in value]
    return value


def _part(item: Any) -> Any:
    if not isinstance(item, BaseModel):
        return item
    return {name: MASK if value and name in SECRET_PARTS else value for name, value in item.model_dump().items()}


def _source_of(settings: Settings, name: str, wrong: Collection[str]) -> str:
    if name not in settings.model_fields_set:
        return "default"
    given = _given_by(name)
    return f"default, for {given} is wrong" if name in wrong else given


def _given_by(name: str) -> str:
    given = {variable.upper() for variable in os.environ}
    named = [variable for variable in variables_of(name) if variable in given]
    if named:
        return named[0]
    directory = os.environ.get(SECRETS_DIRECTORY)
    if directory and variable_of(name) in (file.name.upper() for file in Path(directory).iterdir()):
        return SECRETS_DIRECTORY
    return "argument"
