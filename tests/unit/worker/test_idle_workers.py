"""When a worker counts as idle, and what keeps it from being paused."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.activity_events import ActivitySource, PauseHold
from domain.worker.cml_worker import CMLWorker
from domain.worker.idle_worker import IDLE_DETECTION, IdleRule
from domain.worker.idleness import Idleness
from domain.worker.worker_act import SEEN_EVERYWHERE_AFTER, WorkerAct
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_cml_client import health_reading, system_reading
from fakes.readings import imported_worker, status_reading

RULE = IdleRule(idle_after=timedelta(hours=2), countdown=timedelta(minutes=15))
HELD = replace(RULE, held_by=PauseHold.WORKING_HOURS)


def after(**passed: float) -> datetime:
    """So much after noon."""
    return NOON + timedelta(**passed)


def news(worker: CMLWorker) -> list[dict[str, Any]]:
    """What was told of its use since this was last asked."""
    told = [event for event in worker.pending_events if event.category == "activity"]
    worker.clear_pending_events()
    own = {"aggregate_id", "created_at", "aggregate_version"}
    return [
        {"type": event.short_type, **{name: value for name, value in vars(event).items() if name not in own}}
        for event in told
    ]


def words(worker: CMLWorker) -> list[str]:
    """The types of that."""
    return [each["type"].removeprefix("worker.") for each in news(worker)]


@pytest.fixture
def worker() -> CMLWorker:
    """A worker that was imported at noon, and whose controller is well."""
    worker = imported_worker()
    worker.record_cml(system_reading(worker.aggregate_id))
    worker.clear_pending_events()
    return worker


@pytest.fixture
def counting(worker: CMLWorker) -> CMLWorker:
    """The same, idle after two hours, to be paused a quarter later."""
    worker.judge_idleness(RULE, after(hours=2))
    assert words(worker) == ["idle.detected", "idle.countdown"]
    return worker


def test_activity_is_told_once_and_only_what_is_newer(worker: CMLWorker) -> None:
    """The same moment again, or an older one, is no news."""
    for minute in (5, 5, 3):
        worker.record_activity(ActivitySource.CONTROLLER, "start_lab", after(minutes=minute), after(minutes=9))
    [seen] = news(worker)
    assert seen == {
        "type": "worker.activity.seen",
        "source": "controller",
        "what": "start_lab",
        "active_at": after(minutes=5),
        "previous_at": None,
    }
    idle = worker.state.idle
    assert (idle.last_activity_at, idle.last_activity_source, idle.last_activity) == (
        after(minutes=5),
        "controller",
        "start_lab",
    )


def test_a_controller_cannot_tell_of_the_future(worker: CMLWorker) -> None:
    """Its clock is ahead: what it tells happened now."""
    worker.record_activity(ActivitySource.CONTROLLER, "start_lab", after(days=9), after(minutes=1))
    assert worker.state.idle.last_activity_at == after(minutes=1)


def test_a_worker_that_left_takes_no_activity(worker: CMLWorker) -> None:
    """Nobody asks for it."""
    worker.remove(NOON)
    worker.clear_pending_events()
    worker.record_activity(ActivitySource.LABS, "started", NOON, NOON)
    assert news(worker) == []


def test_is_idle_after_the_time_of_the_rule_and_told_once(worker: CMLWorker) -> None:
    """Since the last activity, or since the period began."""
    worker.record_activity(ActivitySource.LABS, "started", after(hours=1), after(hours=1))
    news(worker)
    for minutes, told in ((179, []), (180, ["idle.detected", "idle.countdown"]), (181, [])):
        worker.judge_idleness(RULE, after(minutes=minutes))
        assert words(worker) == told
    assert (worker.state.idle.since, worker.state.idle.pause_at) == (after(hours=1), after(hours=3, minutes=15))


def test_activity_from_before_the_period_does_not_end_idleness(worker: CMLWorker) -> None:
    """What is read late of long ago is kept, and changes nothing."""
    worker.judge_idleness(RULE, after(hours=2))
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, None, after(hours=3)), None)
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, after(hours=4)), None)
    worker.record_cml(system_reading(worker.aggregate_id, taken_at=after(hours=4)))
    worker.judge_idleness(RULE, after(hours=6))
    worker.record_activity(ActivitySource.CONTROLLER, "stop_lab", after(hours=1), after(hours=6))
    idle = worker.state.idle
    assert (idle.since, idle.pause_at, idle.last_activity_at) == (
        after(hours=4),
        after(hours=6, minutes=15),
        after(hours=1),
    )


def test_is_due_when_the_countdown_has_ended(counting: CMLWorker) -> None:
    """Not a moment earlier."""
    assert not counting.is_due_to_pause(RULE, after(hours=2, minutes=14))
    assert counting.is_due_to_pause(RULE, after(hours=2, minutes=15))


def test_a_worker_that_left_is_not_judged(counting: CMLWorker) -> None:
    """Nor is its countdown called off."""
    counting.remove(after(hours=2))
    counting.judge_idleness(RULE, after(hours=3))
    assert words(counting) == []


def test_activity_wins(counting: CMLWorker) -> None:
    """It ends idleness and countdown, and idleness begins anew."""
    counting.record_activity(ActivitySource.LABS, "started", after(hours=2), after(hours=2))
    assert (counting.state.idle.since, counting.state.idle.pause_at) == (None, None)
    assert not counting.is_due_to_pause(RULE, after(hours=9))
    counting.judge_idleness(RULE, after(hours=4))
    assert counting.state.idle.since == after(hours=2)


def test_snoozing_holds_until_it_ends(counting: CMLWorker) -> None:
    """The countdown begins anew then."""
    counting.snooze_idle(after(hours=5), "key:mei", after(hours=2))
    assert news(counting) == [{"type": "worker.idle.snoozed", "by": "key:mei", "until": after(hours=5)}]
    assert counting.hold_at(RULE, after(hours=4)) is PauseHold.SNOOZED
    counting.judge_idleness(RULE, after(hours=5))
    assert words(counting) == ["idle.countdown"]
    assert counting.state.idle.pause_at == after(hours=5, minutes=15)


def test_snoozing_ends_when_somebody_says_so(counting: CMLWorker) -> None:
    """Where nothing is snoozed that is no news."""
    counting.snooze_idle(after(hours=5), "key:mei", after(hours=2))
    for _ in range(2):
        counting.snooze_idle(None, "key:ada", after(hours=3))
    assert [each["until"] for each in news(counting)] == [after(hours=5), None]
    assert counting.hold_at(RULE, after(hours=3)) is None


def test_exemption_holds_for_good_and_is_told_once(counting: CMLWorker) -> None:
    """Another reason is news, the same is not."""
    for reason in ("exam", "exam", "exams"):
        counting.exempt_from_pauses("key:mei", reason, after(hours=2))
    assert counting.hold_at(RULE, after(days=9)) is PauseHold.EXEMPT
    assert counting.state.idle.pause_at is None
    for _ in range(2):
        counting.end_exemption("key:mei", after(hours=3))
    told = [(each["exempt"], each["reason"]) for each in news(counting)]
    assert told == [(True, "exam"), (True, "exams"), (False, "")]
    assert counting.hold_at(RULE, after(hours=3)) is None


def test_what_holds_it_from_outside_calls_the_countdown_off(counting: CMLWorker) -> None:
    """Told once, with the reason."""
    for _ in range(2):
        counting.judge_idleness(HELD, after(hours=2, minutes=5))
    assert news(counting) == [{"type": "worker.idle.countdown", "pause_at": None, "held_by": "working_hours"}]
    assert counting.state.idle.since == NOON
    assert not counting.is_due_to_pause(HELD, after(hours=3))


def test_longer_rules_end_idleness(counting: CMLWorker) -> None:
    """It is told as idle no more, and its countdown is called off."""
    counting.judge_idleness(replace(RULE, idle_after=timedelta(hours=8)), after(hours=3))
    assert [(each.get("idle_since"), each.get("held_by")) for each in news(counting)] == [
        (None, None),
        (None, "not_idle"),
    ]


@pytest.mark.parametrize("source", [MetricsSource.CML, MetricsSource.LABS])
def test_who_cannot_be_observed_is_not_paused(counting: CMLWorker, source: MetricsSource) -> None:
    """To see nobody says nothing then."""
    at = after(hours=2, minutes=10)
    counting.record_failure(SourceFailure(source=source, code="cml_unreachable", message="no", at=at))
    counting.judge_idleness(RULE, at)
    assert [each["held_by"] for each in news(counting)] == ["not_observed"]
    assert counting.state.idle.since == NOON


def test_who_was_never_observed_is_not_idle() -> None:
    """Nobody asked its controller."""
    worker = imported_worker()
    worker.judge_idleness(RULE, after(days=1))
    assert news(worker) == []


def test_an_unlicensed_worker_may_be_idle(worker: CMLWorker) -> None:
    """Its controller answers."""
    worker.record_cml_health(health_reading(worker.aggregate_id, licensed=False))
    worker.judge_idleness(RULE, after(hours=2))
    assert "idle.detected" in words(worker)


def test_an_act_under_way_holds(counting: CMLWorker) -> None:
    """A worker that is rebooted is not stopped meanwhile."""
    counting.ask(WorkerAct.REBOOT, "key:ops", "o1", after(hours=2))
    assert counting.hold_at(RULE, after(hours=2)) is PauseHold.ACT_UNDER_WAY


def paused(worker: CMLWorker, by: str = IDLE_DETECTION) -> CMLWorker:
    """Let EC2 take the order to stop it, twice told."""
    worker.ask(WorkerAct.STOP, by, "o1", after(hours=3))
    for _ in range(2):
        worker.accept_act("o1", WorkerStatus.STOPPING, after(hours=3))
    return worker


def test_a_pause_is_told_when_ec2_takes_the_order(counting: CMLWorker) -> None:
    """Once, counted, and with whose idleness it was."""
    paused(counting)
    assert [each["type"] for each in news(counting)] == ["worker.paused"]
    idle = counting.state.idle
    assert idle.paused is not None
    assert (idle.paused.by, idle.paused.at, idle.pauses, idle.since) == (IDLE_DETECTION, after(hours=3), 1, None)


def test_a_stop_by_somebody_is_no_pause(counting: CMLWorker) -> None:
    """Nor is its start a resumption."""
    paused(counting, by="key:ops")
    counting.record_ec2(status_reading(WorkerStatus.STOPPED, None, after(hours=4)), None)
    counting.record_ec2(status_reading(WorkerStatus.RUNNING, None, after(hours=5)), None)
    assert words(counting) == []


def stopped(worker: CMLWorker) -> CMLWorker:
    """Let EC2 show it stopped."""
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, None, after(hours=3) + SEEN_EVERYWHERE_AFTER), None)
    worker.clear_pending_events()
    return worker


def test_a_start_resumes_it_and_begins_a_period(counting: CMLWorker) -> None:
    """By whom is told when it runs."""
    worker = stopped(paused(counting))
    worker.ask(WorkerAct.START, "key:mei", "o2", after(hours=8))
    worker.accept_act("o2", WorkerStatus.PENDING, after(hours=8))
    assert words(worker) == []
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, after(hours=9)), None)
    assert news(worker) == [{"type": "worker.resumed", "by": "key:mei", "paused_at": after(hours=3)}]
    assert worker.state.idle == Idleness(period_began_at=after(hours=9), pauses=1, resumes=1)
    worker.record_cml(system_reading(worker.aggregate_id, taken_at=after(hours=9)))
    worker.judge_idleness(RULE, after(hours=10))
    assert words(worker) == []


def test_a_start_outside_resumes_it_too(counting: CMLWorker) -> None:
    """By nobody that is known."""
    worker = stopped(paused(counting))
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, after(hours=9)), None)
    assert [each["by"] for each in news(worker)] == [""]


def test_what_is_no_activity_changes_no_idleness() -> None:
    """An event that it does not know is a fault of the program."""
    with pytest.raises(TypeError, match="idleness cannot follow"):
        Idleness().after(object())
