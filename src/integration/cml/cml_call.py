"""One HTTP call of the CML API, and what came back."""

from dataclasses import dataclass, field
from http import HTTPStatus

API = "/api/v0"


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLCall:
    """`path` is below the API's base; `authorized` calls show a token. `body` may hold a password."""

    path: str
    method: str = "GET"
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    media_type: str = ""
    authorized: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLReply:
    """`media_type` is what stands in the header, with its parameters."""

    status: int
    media_type: str
    body: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the controller did what it was asked to."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES
