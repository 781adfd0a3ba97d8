"""Whether what is shown is live, and if not, why not."""

from cli.events.control_events import RESET, SYNCED
from cli.events.sse_parser import ServerSentEvent
from cli.events.stream import Connected, ConnectionLost, StreamItem
from cli.output.columns import Cell
from cli.output.figures import age

SILENCE_SECONDS = 35.0
"""A live stream has a heartbeat every 15 s; after two missing ones it is no longer taken for live."""


class ConnectionState:
    """Follows a stream; times are seconds of the monotonic clock."""

    def __init__(self, now: float) -> None:
        self._connected = False
        self._synced = False
        self._heard_at = now
        self._retry_at: float | None = None

    def take(self, item: StreamItem, now: float) -> None:
        """Follow what the stream gave."""
        if isinstance(item, ConnectionLost):
            self._connected = self._synced = False
            self._retry_at = now + item.retry_seconds
            return
        self._heard_at = now
        if isinstance(item, Connected):
            self._connected = True
        elif isinstance(item, ServerSentEvent) and item.event in (SYNCED, RESET):
            self._synced = item.event == SYNCED

    def is_live(self, now: float) -> bool:
        """Tell whether what is shown is how things are."""
        return self._connected and self._synced and now - self._heard_at < SILENCE_SECONDS

    def cell(self, now: float) -> Cell:
        """Say it."""
        silence = age(now - self._heard_at)
        if self.is_live(now):
            return Cell("live", "green", "●")
        if self._connected and now - self._heard_at >= SILENCE_SECONDS:
            return Cell(f"stale: nothing heard for {silence}", "red", "▲")
        if self._connected:
            return Cell("catching up", "yellow", "◔")
        if self._retry_at is None:
            return Cell("connecting", "yellow", "◔")
        wait = f"in {age(self._retry_at - now)}" if self._retry_at > now else "now"
        return Cell(f"reconnecting {wait}; this is how it was {silence} ago", "red", "▲")
