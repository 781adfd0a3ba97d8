"""The event stream format (WHATWG HTML, "Server-sent events")."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cli.events.sse_parser import ServerSentEvent, SseParser

STREAM = (
    "\ufeff: a comment\r\n"
    "retry: 250\r\n\r\n"
    "id: e-1\revent: größe\rdata: first\rdata:  second\r\r"
    "data\n\n"
    "id: e-2\nevent: bookmark\n\n"
    "unknown: field\ndata:{}\n\n"
    "data: never finished\n"
).encode()
EVENTS = [
    ServerSentEvent("größe", "first\n second", "e-1"),
    ServerSentEvent("message", "", "e-1"),
    ServerSentEvent("message", "{}", "e-2"),
]


def _parse(chunks: list[bytes]) -> tuple[list[ServerSentEvent], SseParser]:
    parser = SseParser()
    return [event for chunk in chunks for event in parser.feed(chunk)], parser


def test_reads_every_kind_of_line() -> None:
    """Comments, three line ends, several data lines, ids without data, a byte order mark."""
    events, parser = _parse([STREAM])
    assert events == EVENTS
    assert (parser.last_event_id, parser.retry_seconds) == ("e-2", 0.25)


@given(st.lists(st.integers(min_value=0, max_value=len(STREAM)), max_size=12))
def test_reads_the_same_when_cut_anywhere(cuts: list[int]) -> None:
    """Also within a character, and between CR and LF."""
    borders = sorted({0, *cuts, len(STREAM)})
    chunks = [STREAM[begin:end] for begin, end in pairwise(borders)]
    assert _parse(chunks)[0] == EVENTS


def test_reads_the_same_when_bytes_come_one_by_one() -> None:
    """The smallest chunks there are."""
    assert _parse([bytes([byte]) for byte in STREAM])[0] == EVENTS


def test_keeps_an_empty_line_when_it_comes_apart() -> None:
    """CR LF CR LF is one line end and one empty line, however it is cut."""
    events, _ = _parse([b"data: a\r", b"\n", b"\r", b"\n", b"data: b\r\n\r", b"\ndata: c\n", b"\n"])
    assert [event.data for event in events] == ["a", "b", "c"]


def test_ignores_ids_and_delays_when_they_are_malformed() -> None:
    """An id with a null character, a delay that is no number."""
    _, parser = _parse([b"id: a\n\n", b"id: b\0c\nretry: 1.5\nretry: -3\nretry: \xd9\xa3\n\n"])
    assert (parser.last_event_id, parser.retry_seconds) == ("a", None)


def test_takes_an_id_when_its_event_is_complete() -> None:
    """What was cut off in the middle has not been seen."""
    _, parser = _parse([b"id: a\ndata: x\n\nid: b\ndata: y\n"])
    assert parser.last_event_id == "a"


def test_replaces_bytes_that_are_no_text() -> None:
    """A bad byte spoils one character."""
    assert [event.data for event in _parse([b"data: a\xffb\n\n"])[0]] == ["a\ufffdb"]


def test_begins_anew_when_told_the_place() -> None:
    """A reset forgets the id that later events would inherit."""
    parser = SseParser("old")
    parser.restart_at("")
    assert [event.id for event in parser.feed(b"data: x\n\n")] == [""]
