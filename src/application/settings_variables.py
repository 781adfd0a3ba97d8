"""The names under which settings are given."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from pydantic import AliasChoices

from application.settings import PREFIX, Settings
from application.settings_problem import SettingProblem

NEAR = 0.8  # of 1, which is alike: the prefix alone makes all of them somewhat alike
SECRETS_DIRECTORY = f"{PREFIX}SECRETS_DIR"
OF_THE_COMMAND_LINE = frozenset(f"{PREFIX}{name}" for name in ("SERVER", "TOKEN", "TOKEN_FILE", "SIMULATOR"))


def variable_of(field_name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field_name.upper()}"


def variables_of(field_name: str) -> list[str]:
    """Every variable that gives a setting, the one that names its file last."""
    alias = Settings.model_fields[field_name].validation_alias
    aliases = [choice for choice in alias.choices if isinstance(choice, str)] if isinstance(alias, AliasChoices) else []
    return list(dict.fromkeys((variable_of(field_name), *aliases, f"{variable_of(field_name)}_FILE")))


def field_named(place: str) -> str:
    """The setting that a field's name or one of its variables means."""
    return next(name for name in Settings.model_fields if place == name or place in variables_of(name))


def unknown_variables(environ: Mapping[str, str]) -> Iterator[SettingProblem]:
    """Name the variables with the service's prefix that nothing reads, and what may have been meant."""
    known = {variable for name in Settings.model_fields for variable in variables_of(name)}
    known |= {SECRETS_DIRECTORY, *OF_THE_COMMAND_LINE}
    for variable in sorted(environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            yield SettingProblem(variable, "is read by nothing", _nearest(variable.upper(), known))


def _nearest(variable: str, known: Iterable[str]) -> str:
    near = get_close_matches(variable, sorted(known), n=1, cutoff=NEAR)
    return f"did you mean {near[0]}?" if near else "remove it"
