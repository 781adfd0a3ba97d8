"""What a request asks of the stream."""

import pytest
from starlette.requests import Request

from api.events.sse_request import read_terms
from application.events.sse.delivery import Delivery
from application.events.sse.event_filter import EventFilter
from application.events.sse.stream_form import FormName
from application.events.sse.stream_terms import StreamTerms
from domain.errors import InvalidRequestError
from unit.events.sse.serving import SHORT_TYPES


def terms(query: str = "", **headers: str) -> StreamTerms:
    """The terms of a request."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return read_terms(Request({"type": "http", "query_string": query.encode(), "headers": named}), SHORT_TYPES)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", FormName.SSE),
        ("*/*", FormName.SSE),
        ("text/event-stream", FormName.SSE),
        ("application/x-ndjson", FormName.NDJSON),
        ("Application/X-NDJSON; charset=utf-8", FormName.NDJSON),
        ("text/html, application/x-ndjson;q=0.5, */*;q=0.1", FormName.NDJSON),
        ("text/event-stream;q=0.5, application/x-ndjson", FormName.NDJSON),
        ("text/event-stream, application/x-ndjson", FormName.SSE),
        ("application/x-ndjson;q=0", FormName.SSE),
        ("application/x-ndjson;q=much", FormName.NDJSON),
    ],
)
def test_takes_the_form_that_is_liked_best(accept: str, form: FormName) -> None:
    """Lines for who names them and likes frames less; frames for everybody else."""
    assert terms(accept=accept).form is form


def test_reads_every_filter_when_given_in_one_or_several_parameters() -> None:
    """Words are separated by commas; a comma within a tag stands behind a backslash."""
    query = (
        "worker_ids=w1,w2&worker_ids=w3&regions=us-east-1&subjects=w1,,%20w2&tags=course:ccnp,aws:x:y&tags=who:a%5C,b"
    )
    assert terms(query).event_filter == EventFilter(
        worker_ids=frozenset({"w1", "w2", "w3"}),
        regions=frozenset({"us-east-1"}),
        tags=frozenset({"course:ccnp", "aws:x:y", "who:a,b"}),
        subjects=frozenset({"w1", "w2"}),
    )
    assert terms("worker_ids=&tags=&regions=,").event_filter == EventFilter()


def test_reads_delivery_and_place() -> None:
    """The header wins over the parameter; without a delivery the stream chooses."""
    asked = terms("delivery=all&last_event_id=5eed0001-1", last_event_id="5eed0001-2")
    assert (asked.delivery, asked.last_event_id) == (Delivery.ALL, "5eed0001-2")
    assert terms("delivery=").delivery is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("delivery=some", "delivery"), ("tags=course", "tags"), ("event_types=weather", "event_types"), ("x=1", "query")],
)
def test_refuses_what_makes_no_sense(query: str, pointer: str) -> None:
    """The parameter is named, its value is not repeated."""
    with pytest.raises(InvalidRequestError) as refused:
        terms(query)
    assert refused.value.pointer == pointer
    assert "weather" not in str(refused.value)
