"""AlertMute: alerts that are to be seen, and to call nobody, until a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMute:
    """Of a rule, of a worker, or of one rule on one worker; None = of all."""

    rule_id: str | None = None
    worker_id: str | None = None
    until: datetime
    reason: str = ""
    muted_by: str
    muted_at: datetime

    @property
    def id(self) -> str:
        """There is one for each rule and worker: the next one takes its place."""
        named = {"rule": self.rule_id, "worker": self.worker_id}
        return "-".join(f"{kind}-{name}" for kind, name in named.items() if name)


class MutesInForce:
    """The mutes that hold at a moment."""

    def __init__(self, mutes: Iterable[AlertMute], now: datetime) -> None:
        self._by_place: Mapping[tuple[str | None, str | None], AlertMute] = {
            (mute.rule_id, mute.worker_id): mute for mute in mutes if mute.until > now
        }

    def of(self, rule_id: str, worker_id: str) -> AlertMute | None:
        """The one that mutes a rule on a worker for longest."""
        places = ((rule_id, None), (None, worker_id), (rule_id, worker_id))
        found = [self._by_place[place] for place in places if place in self._by_place]
        return max(found, key=lambda mute: mute.until, default=None)


class AlertMuteRepository(Protocol):
    """Few records. Errors of the database come as SourceUnavailableError."""

    async def put_async(self, mute: AlertMute) -> None:
        """Keep in place of one with the same id."""

    async def list_async(self) -> Sequence[AlertMute]:
        """All, the first to end first."""

    async def remove_async(self, mute_id: str) -> bool:
        """Forget one; False where there is none."""
