"""Loads the settings, or says in one sentence which one is wrong and what would be right."""

import os
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from application.errors import StartupError
from application.settings import PREFIX, Settings

SECRETS = ("mongodb_uri", "secret_key", "api_key_pepper")
KEY_CHARACTERS = 32


def load_settings() -> Settings:
    """Read the settings from the environment; StartupError when one is missing or wrong."""
    secrets_directory = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if secrets_directory and not Path(secrets_directory).is_dir():
        raise StartupError(f"{PREFIX}SECRETS_DIR names {secrets_directory}, which is no directory")
    try:
        settings = Settings(_secrets_dir=secrets_directory)
    except ValidationError as error:
        raise StartupError(_sentence(error.errors()[0])) from None  # pydantic's own text shows the value
    except OSError as error:
        raise StartupError(f"a setting's file cannot be read: {error.filename}: {error.strerror}") from error
    _require_secrets(settings)
    return settings


def variable_of(field_name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field_name.upper()}"


def _sentence(error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"]]
    name = place[0].upper() if place[0].isupper() else variable_of(place[0])
    return f"{name}{''.join(f'.{part}' for part in place[1:])}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _require_secrets(settings: Settings) -> None:
    for name in SECRETS:
        value: SecretStr = getattr(settings, name)
        if not value.get_secret_value():
            raise StartupError(f"{variable_of(name)} is not set: {Settings.model_fields[name].description}")
    for name in ("secret_key", "api_key_pepper"):
        if len(getattr(settings, name).get_secret_value()) < KEY_CHARACTERS:
            raise StartupError(f"{variable_of(name)} is too short: it takes {KEY_CHARACTERS} random characters or more")
    if not settings.aws_regions:
        raise StartupError(
            f"{variable_of('aws_regions')} is not set: name the regions to look into, as us-east-1,eu-west-1"
        )
