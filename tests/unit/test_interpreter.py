"""What the interpreter does beside the event loop."""

import gc
import resource
import sys

import pytest

from application.interpreter import MOST_FILES, TURN_SECONDS, allow_many_files, favour_event_loop


def test_event_loop_waits_seldom_and_not_long_when_favoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there at the start is searched no more, old objects seldom, and other threads take short turns."""
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    monkeypatch.setattr(gc, "collect", lambda: 0)
    thresholds, turn_seconds = gc.get_threshold(), sys.getswitchinterval()
    try:
        favour_event_loop()
        assert frozen
        assert gc.get_threshold()[:2] == thresholds[:2]
        assert gc.get_threshold()[2] == 1000 * thresholds[2]
        assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn_seconds)


@pytest.mark.parametrize(
    ("soft", "hard", "then"),
    [
        (1_024, 4_096, 4_096),
        (1_024, resource.RLIM_INFINITY, MOST_FILES),
        (1_024, 1_048_576, MOST_FILES),
        (65_536, 1_048_576, 65_536),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, resource.RLIM_INFINITY),
    ],
)
def test_takes_more_files_when_the_system_gives_them(
    soft: int, hard: int, then: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never fewer than there are, and what only an administrator may raise stays."""
    limits = {resource.RLIMIT_NOFILE: (soft, hard)}
    monkeypatch.setattr(resource, "getrlimit", limits.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    allow_many_files()
    assert limits[resource.RLIMIT_NOFILE] == (then, hard)
