"""MuteAlertsCommand: let a rule, a worker, or a rule on a worker call nobody until a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules
from application.clock import Clock
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.alert.alert_mute import AlertMute, AlertMuteRepository
from domain.errors import InvalidRequestError, NotFoundError

LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteAlertsCommand(Command[OperationResult[AlertMute]]):
    """At least one of `rule_id` and `worker_id`; `until` is aware."""

    required_role: ClassVar[Role] = Role.OPERATOR

    rule_id: str | None = None
    worker_id: str | None = None
    until: datetime
    reason: str = ""


class MuteAlertsCommandHandler(CommandHandler[MuteAlertsCommand, OperationResult[AlertMute]]):
    """Alerts that fire are seen to be muted before it is answered."""

    def __init__(
        self,
        mutes: AlertMuteRepository,
        rules: AlertRules,
        fleet: FleetView,
        evaluation: AlertEvaluation,
        clock: Clock,
    ) -> None:
        self._mutes = mutes
        self._rules = rules
        self._fleet = fleet
        self._evaluation = evaluation
        self._clock = clock

    async def handle_async(self, request: MuteAlertsCommand) -> OperationResult[AlertMute]:
        """InvalidRequestError, NotFoundError."""
        now = self._clock.now()
        _check(request, now)
        await self._find_async(request)
        mute = AlertMute(
            rule_id=request.rule_id,
            worker_id=request.worker_id,
            until=request.until,
            reason=request.reason,
            muted_by=acting_id(),
            muted_at=now,
        )
        await self._mutes.put_async(mute)
        await self._evaluation.look_again_async()
        return self.ok(mute)

    async def _find_async(self, request: MuteAlertsCommand) -> None:
        if request.rule_id is not None:
            await self._rules.load_async(request.rule_id)
        if request.worker_id is not None and self._fleet.worker(request.worker_id) is None:
            raise NotFoundError("there is no worker with this id")


def _check(request: MuteAlertsCommand, now: datetime) -> None:
    if request.rule_id is None and request.worker_id is None:
        raise InvalidRequestError("say which rule or which worker", "/rule_id")
    if not now < request.until <= now + LONGEST:
        raise InvalidRequestError(
            f"a mute ends within {LONGEST.days} days from now", "/until", code="mute_out_of_range"
        )
