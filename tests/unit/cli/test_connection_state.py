"""What is called live."""

from cli.events.connection_state import SILENCE_SECONDS, ConnectionState
from cli.events.sse_parser import ServerSentEvent
from cli.events.stream import Connected, ConnectionLost

SYNCED = ServerSentEvent("stream.synced", "{}", "e-1")
RESET = ServerSentEvent("stream.reset", "{}", "e-1")
HEARTBEAT = ServerSentEvent("heartbeat", "{}", "e-1")


def _live_at(now: float) -> ConnectionState:
    state = ConnectionState(0.0)
    state.take(Connected(), now)
    state.take(SYNCED, now)
    return state


def test_is_live_when_connected_and_synced() -> None:
    """Not before."""
    state = ConnectionState(0.0)
    assert state.cell(0.0).text == "connecting"
    state.take(Connected(), 1.0)
    assert state.cell(1.0).text == "catching up"
    state.take(SYNCED, 2.0)
    assert state.cell(2.0).text == "live"


def test_is_stale_when_nothing_is_heard() -> None:
    """A heartbeat makes it live again."""
    state = _live_at(0.0)
    assert state.cell(SILENCE_SECONDS).text == "stale: nothing heard for 35s"
    assert not state.is_live(SILENCE_SECONDS)
    state.take(HEARTBEAT, SILENCE_SECONDS)
    assert state.is_live(SILENCE_SECONDS)


def test_is_reconnecting_when_lost() -> None:
    """With the time of the next attempt, and how old the picture is."""
    state = _live_at(0.0)
    state.take(ConnectionLost("gone", 4.0), 10.0)
    assert state.cell(11.0).text == "reconnecting in 3s; this is how it was 11s ago"
    assert state.cell(15.0).text == "reconnecting now; this is how it was 15s ago"
    state.take(Connected(), 16.0)
    assert not state.is_live(16.0)


def test_is_catching_up_when_reset() -> None:
    """Until the new beginning is complete."""
    state = _live_at(0.0)
    state.take(RESET, 1.0)
    assert state.cell(1.0).text == "catching up"
