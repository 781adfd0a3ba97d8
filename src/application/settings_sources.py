"""A source of settings that pydantic-settings does not bring: files that variables name."""

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource


class FileReferenceSource(PydanticBaseSettingsSource):
    """Reads `<PREFIX><NAME>_FILE`: the setting is the text of that file, without white space at its ends.

    A file that cannot be read gives nothing here; `settings_files` says so.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002  # its interface
        """Return the file's text, None where there is none to be had."""
        path = os.environ.get(self.variable_of(field_name))
        return (_text(Path(path)) if path else None), field_name, False

    def variable_of(self, field_name: str) -> str:
        """The variable that names the setting's file."""
        return f"{self.config['env_prefix']}{field_name}_FILE".upper()

    def __call__(self) -> dict[str, Any]:
        """Return the settings whose file is named."""
        fields = self.settings_cls.model_fields
        values = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _text(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None
