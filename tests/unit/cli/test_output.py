"""How things are written."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.output.columns import Column, Record, field, text_at
from cli.output.figures import age, byte_rate, clock_time, moment, named_figures, percent
from cli.output.formats import json_document, json_line, yaml_document
from cli.output.safe_text import UNSAFE, safe_line, safe_lines
from cli.output.tables import plain_table

HOSTILE = "a\x1b[31m\x9b\x07\u202e\u2028\ud800\x7f\r\nb"
VALUES = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.text(st.characters()))
def test_lets_no_unsafe_character_through(text: str) -> None:
    """Whatever it was."""
    assert not UNSAFE.search(safe_line(text))
    assert not UNSAFE.search(safe_lines(text).replace("\n", "").replace("\t", ""))


def test_spells_out_what_could_steer_a_terminal() -> None:
    """So that it can be seen; letters of other languages stay."""
    assert safe_line(HOSTILE) == "a\\x1b[31m\\x9b\\x07\\u202e\\u2028\\ud800\\x7f\\x0d\\x0ab"
    assert safe_line("größe 網路 ●") == "größe 網路 ●"


@given(VALUES)
def test_writes_json_that_means_the_same(value: object) -> None:
    """Indented and on one line."""
    assert json.loads(json_document(value)) == value
    assert json.loads(json_line(value)) == value
    assert "\n" not in json_line(value)


def test_writes_documents_that_steer_no_terminal() -> None:
    """JSON and YAML, both still true."""
    for document, read in ((json_document, json.loads), (yaml_document, yaml.safe_load)):
        text = document({"name": HOSTILE.replace("\ud800", "")})
        assert not UNSAFE.search(text.replace("\n", ""))
        assert read(text) == {"name": HOSTILE.replace("\ud800", "")}


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        (None, ""),
        ({}, ""),
        ({"worker_count": 25, "bytes": 1234567}, "worker count 25, bytes 1,234,567"),
        ({"by": {"eu": 3}}, "by {'eu': 3}"),
    ],
)
def test_writes_figures_by_their_names(figures: object, text: str) -> None:
    """Of any form: an older server may have had another."""
    assert named_figures(figures) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0 B/s"), (999.4, "999 B/s"), (1500, "1.5 kB/s"), (2.5e6, "2.5 MB/s"), (7.1e12, "7100.0 GB/s")],
)
def test_writes_byte_rates(value: float | None, text: str) -> None:
    """In steps of a thousand."""
    assert byte_rate(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0s"), (59.9, "59s"), (60, "1m"), (7199, "1h"), (86400, "1d"), (1e7, "115d")]
)
def test_writes_ages(seconds: float, text: str) -> None:
    """In the largest unit that fits."""
    assert age(seconds) == text


def test_writes_nothing_when_a_figure_is_not_known() -> None:
    """Neither a zero nor an error."""
    assert percent(None) == percent("much") == clock_time(None) == clock_time("noon") == ""
    assert moment("2026-01-02T03:04:05Z") == moment("2026-01-02T03:04:05")


def test_shows_a_dash_when_a_field_is_missing() -> None:
    """Columns stay where they are, whatever the server sent."""
    columns = (field("A", "a", "b"), Column("LONG", lambda record: text_at(record, "c")))
    records: list[Record] = [{"a": {"b": 1}, "c": "x"}, {"a": "odd"}]
    assert plain_table(columns, records) == "A  LONG\n1  x\n-  -\n"
