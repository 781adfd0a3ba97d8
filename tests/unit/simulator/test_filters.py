"""The wildcards of EC2's filters."""

import pytest

from simulator.ec2.filters import pattern_of


@pytest.mark.parametrize(
    ("value", "text", "matches"),
    [
        ("cml-*", "cml-worker-001", True),
        ("cml-*", "my-cml-worker", False),
        ("cml-?", "cml-12", False),
        ("a.c", "abc", False),
        (r"\*amazon\?\\", r"*amazon?\ "[:-1], True),
        (r"\*", "anything", False),
        ("*", "", True),
        ("Name", "name", False),
        ("*", "two\nlines", True),
    ],
)
def test_matches_the_whole_text_when_it_fits(value: str, text: str, matches: bool) -> None:
    """`*` is any text, `?` one character, a backslash takes the next literally; case counts."""
    assert bool(pattern_of(value).fullmatch(text)) is matches
