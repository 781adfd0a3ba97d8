"""The tokens that a host has given out."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final, NamedTuple

MOST_KEPT: Final = 1_000


class Grant(NamedTuple):
    """Whose token it is and when it was given."""

    username: str
    given_at: datetime


class TokenLedger:
    """Tokens are good for a while, or until they are taken back."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def give(self, username: str, now: datetime) -> str:
        """Make a token; the oldest is forgotten when there are too many."""
        token = f"{token_urlsafe(12)}.{token_urlsafe(24)}.{token_urlsafe(24)}"
        self._grants[token] = Grant(username, now)
        if len(self._grants) > MOST_KEPT:
            del self._grants[next(iter(self._grants))]
        return token

    def username_of(self, token: str, now: datetime, lifetime_seconds: float) -> str | None:
        """Tell whose token it is; None when nobody's, or when it has expired."""
        grant = self._grants.get(token)
        lasts = timedelta(seconds=lifetime_seconds)
        return grant.username if grant is not None and now < grant.given_at + lasts else None

    def take_back(self, token: str) -> None:
        """End one token."""
        self._grants.pop(token, None)

    def take_back_all(self, username: str | None = None) -> int:
        """End all tokens, or those of one user; tell how many there were."""
        ended = [token for token, grant in self._grants.items() if username in (None, grant.username)]
        for token in ended:
            del self._grants[token]
        return len(ended)
