"""What the fixtures give."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from support.running_service import RunningService

Serve = Callable[..., Awaitable[RunningService]]
Fleet = list[dict[str, Any]]
ClientOf = Callable[[str], Awaitable[httpx.AsyncClient]]
