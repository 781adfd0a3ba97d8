"""What params of a job are accepted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from application.job.job_params import JobParam, checked_params, described_params
from domain.errors import InvalidRequestError, InvalidValuesError
from fakes.steered_jobs import Wanted


@dataclass(frozen=True)
class Required:
    """One that must be given."""

    place: str


@dataclass(frozen=True)
class Kept:
    """Numbers and texts, in others too."""

    count: int = 1
    sizes: tuple[int, ...] = ()
    by_name: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    share: float = 0.5
    places: list[str] = field(default_factory=list)


def test_hold_what_was_left_out_when_they_are_accepted() -> None:
    """As JSON values; text from a command line counts as what it stands for."""
    assert checked_params(Wanted, {"count": "3", "start_date": "2026-11-01"}) == {
        "colour": "red",
        "count": 3,
        "start_date": "2026-11-01",
        "end_date": None,
        "names": [],
    }
    assert checked_params(None, {}) == {}


def test_are_refused_each_with_a_sentence() -> None:
    """All at once, and without what was sent."""
    params: dict[str, Any] = {"colour": "pink", "count": "many", "start_date": 7.5, "names": 3, "a/b~": 1}
    with pytest.raises(InvalidValuesError) as refused:
        checked_params(Wanted, params)
    assert dict(refused.value.faults) == {
        "/params/colour": "give one of red, blue",
        "/params/count": "give a whole number",
        "/params/start_date": "give a date like 2026-11-01, or null",
        "/params/names": "give a value of its form",
        "/params/a~1b~0": "there is no such param; known: colour, count, start_date, end_date, names",
    }


@pytest.mark.parametrize(
    "params",
    [
        {"count": 2**63},
        {"count": 10**30},
        {"share": 2**63},
        {"share": math.inf},
        {"sizes": [1, 2**63]},
        {"by_name": {"a": 2**63}},
        {"names": ["\ud800"]},
    ],
)
def test_are_refused_when_they_cannot_be_kept(params: dict[str, Any]) -> None:
    """Numbers of more than 64 bits, and halves of characters."""
    with pytest.raises(InvalidValuesError):
        checked_params(Kept, params)
    assert checked_params(Kept, {"sizes": [2**63 - 1], "by_name": {"a": 1}})["count"] == 1


def test_are_refused_when_one_is_missing_or_none_is_taken() -> None:
    """One that is needed is named; a job without params takes none."""
    with pytest.raises(InvalidValuesError) as missing:
        checked_params(Required, {})
    assert missing.value.faults == [("/params/place", "this is needed: give text")]
    with pytest.raises(InvalidValuesError) as unknown:
        checked_params(None, {"place": "here"})
    assert unknown.value.faults == [("/params/place", "there is no such param; known: none")]


def test_are_refused_together_when_they_make_no_sense_together() -> None:
    """In the words of the job."""
    with pytest.raises(InvalidRequestError, match="end_date must not lie before start_date") as refused:
        checked_params(Wanted, {"start_date": "2026-11-02", "end_date": "2026-11-01"})
    assert refused.value.pointer == "/params"


def test_are_described_with_their_defaults() -> None:
    """As JSON values."""
    assert described_params(None) == ()
    assert described_params(Kept)[-1].takes == "a list, in it text"
    assert described_params(Required) == (JobParam(name="place", takes="text", required=True),)
    by_name = {param.name: param for param in described_params(Wanted)}
    assert by_name["colour"] == JobParam(name="colour", takes="one of red, blue", required=False, default="red")
    assert (by_name["end_date"].required, by_name["end_date"].default) == (False, None)
