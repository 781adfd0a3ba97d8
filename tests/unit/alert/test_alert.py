"""One alert, told the same by several processes."""

from datetime import timedelta

import pytest

from domain.alert.alert import Alert
from domain.alert.alert_events import ResolveReason
from domain.alert.alert_mute import AlertMute
from domain.alert.alert_occasion import AlertOccasion
from domain.alert.alert_rule import Severity
from domain.alert.alert_state import AlertState
from fakes.fake_clock import NOON

OCCASION = AlertOccasion(
    rule_id="busy",
    severity=Severity.WARNING,
    worker_id="w",
    worker_name="n",
    region="r",
    tags={},
    since=NOON,
    value=95.0,
    message="it is busy",
)


def test_changes_once_when_it_is_told_twice() -> None:
    """Firing, muted, or over: it is that already."""
    alert = Alert.unborn(Alert.id_of("busy", "w"))
    mute = AlertMute(rule_id="busy", until=NOON + timedelta(hours=1), muted_by="key:ops", muted_at=NOON)
    alert.resolve(ResolveReason.CLEARED, NOON)
    for _ in range(2):
        alert.fire(OCCASION, NOON)
    for _ in range(2):
        alert.mute(OCCASION, mute, NOON)
    for _ in range(2):
        alert.resolve(ResolveReason.CLEARED, NOON)
    assert [event.short_type for event in alert.pending_events] == ["alert.fired", "alert.muted", "alert.resolved"]
    assert alert.state.muted is None


def test_forgets_who_took_care_when_it_comes_again() -> None:
    """Somebody else may have to this time."""
    alert = Alert.unborn(Alert.id_of("busy", "w"))
    alert.fire(OCCASION, NOON)
    alert.acknowledge("key:ops", "mine", NOON)
    alert.resolve(ResolveReason.CLEARED, NOON)
    assert alert.state.acknowledged is not None
    later = NOON + timedelta(hours=1)
    alert.fire(OCCASION, later)
    assert not alert.state.acknowledged
    assert (alert.state.resolved_at, alert.state.created_at) == (None, later)


def test_is_about_nothing_before_it_was_told() -> None:
    """Who asks has made a mistake."""
    with pytest.raises(TypeError, match="nothing has happened"):
        _ = AlertState().about
