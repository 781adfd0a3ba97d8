"""What the interpreter does beside the event loop."""

import gc
import sys

import pytest

from application.interpreter import TURN_SECONDS, favour_event_loop


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
