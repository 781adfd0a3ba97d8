"""IdleWorker: whether somebody uses a worker, and what follows when nobody does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.telemetry.metrics_source import MetricsSource
from domain.worker import activity_events as events
from domain.worker.activity_events import ActivitySource, PauseHold
from domain.worker.licensed_worker import LicensedWorker
from domain.worker.worker_act import AskedAct, WorkerAct
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

IDLE_DETECTION = "idle-detection"
"""Who asks for the stop of workers that are idle; no key has such an id."""
OBSERVED_BY = frozenset({MetricsSource.CML, MetricsSource.LABS})
ANSWERING = frozenset({ServiceStatus.AVAILABLE, ServiceStatus.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleRule:
    """What holds for one worker now; `held_by` says why it must not be paused at this time, None = it may be."""

    idle_after: timedelta
    countdown: timedelta
    held_by: PauseHold | None = None


class IdleWorker(LicensedWorker):
    """The part of a worker that is its use. Who cannot be observed is not judged: to see nobody says nothing then."""

    def record_activity(self, source: ActivitySource, what: str, active_at: datetime, at: datetime) -> None:
        """Take that somebody did something (`what`) at a time, seen `at` another; what is known is no news.

        A controller whose clock is ahead cannot tell of the future.
        """
        known, active_at = self.state.idle.last_activity_at, min(active_at, at)
        if self.state.removed or (known is not None and active_at <= known):
            return
        self.raise_event(
            events.WorkerActivitySeenDomainEvent, at, source=source, what=what, active_at=active_at, previous_at=known
        )

    def judge_idleness(self, rule: IdleRule, at: datetime) -> None:
        """Say that the worker is idle now or no more, and begin its countdown or call it off."""
        if self.state.removed:
            return
        if self.is_observed:
            self._judge_quiet(rule, at)
        hold = self.hold_at(rule, at)
        counting = self.state.idle.pause_at is not None
        if hold is None and not counting:
            self.raise_event(events.WorkerIdleCountdownDomainEvent, at, pause_at=at + rule.countdown)
        elif hold is not None and counting:
            self.raise_event(events.WorkerIdleCountdownDomainEvent, at, pause_at=None, held_by=hold)

    def is_due_to_pause(self, rule: IdleRule, at: datetime) -> bool:
        """Whether its countdown has ended and nothing holds it."""
        pause_at = self.state.idle.pause_at
        return pause_at is not None and pause_at <= at and self.hold_at(rule, at) is None

    def hold_at(self, rule: IdleRule, at: datetime) -> PauseHold | None:
        """Why the worker is not to be paused; None = it is."""
        idle = self.state.idle
        if not self.is_observed:
            return PauseHold.NOT_OBSERVED
        if idle.since is None or at - self.quiet_since < rule.idle_after:
            return PauseHold.NOT_IDLE
        if self.state.asked is not None:
            return PauseHold.ACT_UNDER_WAY
        if idle.exempt is not None:
            return PauseHold.EXEMPT
        if idle.snoozed is not None and at < idle.snoozed.until:
            return PauseHold.SNOOZED
        return rule.held_by

    def snooze_idle(self, until: datetime | None, by: str, at: datetime) -> None:
        """Let the worker not be paused before `until`; None ends that, where there is anything to be ended."""
        if until is not None or self.state.idle.snoozed is not None:
            self.raise_event(events.WorkerIdleSnoozedDomainEvent, at, by=by, until=until)

    def exempt_from_pauses(self, by: str, reason: str, at: datetime) -> None:
        """Let the worker never be paused by itself; the same reason again is no news."""
        known = self.state.idle.exempt
        if known is None or known.reason != reason:
            self.raise_event(events.WorkerIdleExemptedDomainEvent, at, by=by, exempt=True, reason=reason)

    def end_exemption(self, by: str, at: datetime) -> None:
        """Let the worker be paused again."""
        if self.state.idle.exempt is not None:
            self.raise_event(events.WorkerIdleExemptedDomainEvent, at, by=by, exempt=False, reason="")

    @property
    def is_observed(self) -> bool:
        """Whether the worker runs and its controller tells what happens on it."""
        state = self.state
        answers = state.status is WorkerStatus.RUNNING and state.service.status in ANSWERING
        return answers and not state.removed and not OBSERVED_BY & state.failing.keys()

    @property
    def quiet_since(self) -> datetime:
        """Since when nobody was seen to use it; nobody looked before it was a worker."""
        return max(self.state.idle.quiet_since, self.state.created_at)

    def tell_paused(self, asked: AskedAct, at: datetime) -> None:
        """Say that EC2 took the order to stop it, where it was given because the worker is idle; once."""
        if asked.act is WorkerAct.STOP and asked.by == IDLE_DETECTION and self.state.idle.paused is None:
            self.raise_event(events.WorkerPausedDomainEvent, at, by=asked.by, idle_since=self.quiet_since)

    def tell_resumed(self, asked: AskedAct | None, at: datetime) -> None:
        """Say that it runs again, where it was paused."""
        paused = self.state.idle.paused
        if paused is not None and self.state.status is WorkerStatus.RUNNING:
            by = asked.by if asked is not None and asked.act is WorkerAct.START else ""
            self.raise_event(events.WorkerResumedDomainEvent, at, by=by, paused_at=paused.at)

    def _judge_quiet(self, rule: IdleRule, at: datetime) -> None:
        quiet_since, known = self.quiet_since, self.state.idle.since
        idle_since = quiet_since if at - quiet_since >= rule.idle_after else None
        if idle_since != known:
            self.raise_event(events.WorkerIdleDetectedDomainEvent, at, idle_since=idle_since)
