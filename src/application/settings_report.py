"""Says what is set, where it comes from, and no secret."""

import os
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, SecretStr

from application.settings import PREFIX, Settings

MASK = "********"


def settings_report(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return by setting its value, masked where it is a secret, and its source: the variable or file, or default."""
    return {
        name: {"value": _shown(getattr(settings, name)), "source": _source_of(settings, name)}
        for name in Settings.model_fields
    }


def _shown(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, list):
        return [item.model_dump() if isinstance(item, BaseModel) else item for item in value]
    return value


def _source_of(settings: Settings, name: str) -> str:
    if name not in settings.model_fields_set:
        return "default"
    variable = f"{PREFIX}{name.upper()}"
    alias = Settings.model_fields[name].validation_alias
    aliases = [choice for choice in alias.choices if isinstance(choice, str)] if isinstance(alias, AliasChoices) else []
    named = [candidate for candidate in (variable, *aliases, f"{variable}_FILE") if candidate in os.environ]
    if named:
        return named[0]
    directory = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if directory and variable in (file.name.upper() for file in Path(directory).iterdir()):
        return f"{PREFIX}SECRETS_DIR"
    return "argument"
