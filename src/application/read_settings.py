"""Reads the settings as far as they can be read, and names everything that is wrong with them."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from application.settings import Settings
from application.settings_files import usable_secrets_directory, wrong_files
from application.settings_problem import SettingProblem
from application.settings_variables import field_named, variable_of

SECRETS = ("mongodb_uri", "secret_key", "api_key_pepper")
KEYS = ("secret_key", "api_key_pepper")
KEY_CHARACTERS = 32
VALIDATORS_WORDS = "Value error, "


@dataclass(frozen=True, slots=True)
class SettingsReading:
    """What was read. `settings` holds defaults in place of the values of the fields that are `wrong`."""

    settings: Settings
    problems: tuple[SettingProblem, ...]
    wrong: frozenset[str]


def read_settings() -> SettingsReading:
    """Read the environment and the files it names; nothing that is wrong is raised."""
    directory = usable_secrets_directory(os.environ)
    try:
        settings, errors = Settings(_secrets_dir=directory), []
    except ValidationError as error:
        errors = error.errors()  # pydantic's own text would show the values
        settings = Settings(_secrets_dir=directory, **_defaults_instead(errors))
    wrong = frozenset(field_named(str(error["loc"][0])) for error in errors)
    problems = (*wrong_files(os.environ), *map(_problem, errors))
    told = {problem.setting.removesuffix("_FILE") for problem in problems}
    return SettingsReading(settings, (*problems, *_missing(settings, told)), wrong)


def _defaults_instead(errors: list[ErrorDetails]) -> dict[str, Any]:
    places = {str(error["loc"][0]) for error in errors}
    return {place: _field(place).get_default(call_default_factory=True) for place in places}


def _problem(error: ErrorDetails) -> SettingProblem:
    place, *within = (str(part) for part in error["loc"])
    name = place if place.isupper() else variable_of(place)
    said = error["msg"].removeprefix(VALIDATORS_WORDS)
    fault = f"cannot be used ({said[0].lower()}{said[1:]})"
    return SettingProblem(".".join((name, *within)), fault, _cure(_field(place)))


def _cure(field: FieldInfo) -> str:
    correct = f"correct it ({field.description})" if field.description else "correct it"
    default = field.get_default(call_default_factory=True)
    stated = isinstance(default, bool | int | float | str) and default != ""
    return f"{correct}, or unset it for its default, {default}" if stated else correct


def _field(place: str) -> FieldInfo:
    return Settings.model_fields[field_named(place)]


def _missing(settings: Settings, told: Collection[str]) -> Iterator[SettingProblem]:
    for name in SECRETS:
        length = len(getattr(settings, name).get_secret_value())
        if variable_of(name) in told:
            continue
        if not length:
            yield SettingProblem(variable_of(name), "is not set", str(Settings.model_fields[name].description))
        elif name in KEYS and length < KEY_CHARACTERS:
            cure = f"it takes {KEY_CHARACTERS} random characters or more"
            yield SettingProblem(variable_of(name), "is too short", cure)
    if not settings.aws_regions and variable_of("aws_regions") not in told:
        cure = "name the regions to look into, as us-east-1,eu-west-1"
        yield SettingProblem(variable_of("aws_regions"), "is not set", cure)
