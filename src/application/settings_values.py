"""How several values are written in one variable."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode


def split(value: Any) -> Any:
    """Take `a,b` for a list."""
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Listed = Annotated[list[str], NoDecode, BeforeValidator(split)]


class ProcessRole(StrEnum):
    """What a process does for the service; several processes on one database are one service."""

    API = "api"
    JOBS = "jobs"


Roles = Annotated[list[ProcessRole], NoDecode, BeforeValidator(split), Field(min_length=1)]
