"""Roles, and who acts."""

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What a principal may do; each role may do what the ones below it may.

    VIEWER reads, OPERATOR acts on workers, ADMIN also steers access. SYSTEM is the service itself, its jobs.
    """

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3
    SYSTEM = 4


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a command or query. `id` is stable and no secret; `name` is for people."""

    id: str
    name: str
    role: Role


SYSTEM_PRINCIPAL = Principal(id="system", name="cml-fleet", role=Role.SYSTEM)
