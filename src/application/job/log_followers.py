"""LogFollowers: who follows logs in this process, and who of them no longer may."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from application.access.key_review import KeyReview
from application.clock import Clock
from application.settings import Settings
from domain.errors import SourceUnavailableError

MOST_FOLLOWERS = 50
COME_BACK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who follows is told nothing more: `key_revoked` or `key_expired`."""

    reason: str


class LogFollowers:
    """Looks at the keys of all of them at once, as often as those of who listens to events are looked at."""

    def __init__(self, review: KeyReview, clock: Clock, settings: Settings) -> None:
        self._review = review
        self._clock = clock
        self._checked_each_seconds = settings.sse_permission_check_seconds
        self._checked_at_seconds = clock.monotonic_seconds()
        self._principals: Counter[str] = Counter()
        self._ended: Mapping[str, str] = {}

    def __len__(self) -> int:
        return self._principals.total()

    def require_room(self) -> None:
        """SourceUnavailableError where too many follow already."""
        if len(self) >= MOST_FOLLOWERS:
            raise SourceUnavailableError(
                "too many follow logs in this process", code="too_many_followers", retry_after_seconds=COME_BACK_SECONDS
            )

    @contextmanager
    def joined(self, principal_id: str) -> Iterator[None]:
        """Count one in."""
        self._principals[principal_id] += 1
        try:
            yield
        finally:
            self._principals[principal_id] -= 1
            self._principals = +self._principals

    async def dismissal_async(self, principal_id: str) -> Dismissal | None:
        """Return why somebody may follow no longer; what cannot be looked up now is looked up next time."""
        now = self._clock.monotonic_seconds()
        if now - self._checked_at_seconds >= self._checked_each_seconds:
            self._checked_at_seconds = now
            with suppress(SourceUnavailableError):
                self._ended = await self._review.ended_async(set(self._principals))
        reason = self._ended.get(principal_id)
        return Dismissal(reason) if reason else None
