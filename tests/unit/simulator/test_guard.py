"""Who may speak to the control API."""

import pytest

from simulator.control.guard import is_loopback


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("[::1]:80", True),
        ("127.0.0.1.evil.example", False),
        ("evil.example@127.0.0.1x", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_knows_loopback_when_named(host: str, loopback: bool) -> None:
    """Only the names of loopback pass, with or without a port."""
    assert is_loopback(host) is loopback
