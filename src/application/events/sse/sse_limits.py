"""The numbers of the event stream."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SSELimits:
    """How much and how long.

    `buffer_events`: how many events may wait for one client before telemetry is coalesced; as many events that
    cannot be coalesced may then be left. `page_events`: events in one write at most. `ring_events`: the newest
    events kept for those who are behind; `warm_events` of them are read from the log at start.
    `max_clients` may be connected, so many with one principal and so many from one address; after
    `slice_clients` of them were written to, the loop serves others.
    `flush_pause_seconds`: from the end of a flush to the next. `bookmark_seconds`: after so long without an event
    a client is told its place. `send_timeout_seconds`: how long a socket may refuse to take anything.
    `max_age_seconds`: how long a connection lives, a tenth more or less. `permission_check_seconds`: how often
    it is looked up who may still listen. `drain_seconds`: how long clients have to take the farewell.
    `retry_milliseconds`: when a client comes back by itself; the farewell spreads the returns over
    `retry_spread_milliseconds` more.
    """

    buffer_events: int = 256
    page_events: int = 256
    ring_events: int = 20_000
    warm_events: int = 2_000
    slice_clients: int = 500
    max_clients: int = 10_000
    max_clients_per_principal: int = 10_000
    max_clients_per_address: int = 10_000
    flush_pause_seconds: float = 0.005
    heartbeat_seconds: float = 15.0
    bookmark_seconds: float = 60.0
    send_timeout_seconds: float = 30.0
    max_age_seconds: float = 1_800.0
    permission_check_seconds: float = 5.0
    drain_seconds: float = 1.5
    retry_milliseconds: int = 2_000
    retry_spread_milliseconds: int = 4_000
