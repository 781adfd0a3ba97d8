"""What a running service says of itself."""

from dataclasses import dataclass
from http import HTTPStatus

import httpx

from application.settings import Settings

SECONDS = 3.0
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what is listened on, and where that is found
ANSWERS = {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether it takes requests, and in its own words why not."""

    is_ready: bool
    words: str


class ServiceProbe:
    """Asks at the address of the settings."""

    def __init__(self, settings: Settings) -> None:
        host = ANY.get(settings.http_host, settings.http_host)
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}"

    async def readiness_async(self) -> Readiness | None:
        """Return what /livez and /readyz say; None when nobody answers as a service of ours does."""
        try:
            async with httpx.AsyncClient(base_url=self.address, timeout=SECONDS, trust_env=False) as client:
                alive, ready = await client.get("/livez"), await client.get("/readyz")
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        if alive.status_code != HTTPStatus.OK or ready.status_code not in ANSWERS:
            return None
        return Readiness(ready.status_code == HTTPStatus.OK, ready.text.strip()[:MOST_CHARACTERS])
