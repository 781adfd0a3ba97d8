"""Who may log in to a controller."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

ADMIN_ID: Final = "00000000-0000-4000-a000-000000000000"
"""The first administrator's id on every controller."""


@dataclass(slots=True)
class User:
    """An account of the controller."""

    user_id: str
    username: str
    fullname: str
    password: str = field(repr=False)
    is_admin: bool
    created_at: datetime
