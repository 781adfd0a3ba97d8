"""CreateCMLWorkerCommand: make a new worker of a template, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.clock import Clock
from application.live.launch_template import LaunchPlace, LaunchTemplate
from application.live.live_settings import LiveSettings
from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter
from application.ports.id_generator import IdGenerator
from application.provisioning.create_worker_work import CreateWorkerWork
from application.worker.aws_scopes import AwsScopes
from domain.access.principal import Role
from domain.errors import InvalidRequestError
from domain.worker.cml_worker import CMLWorker
from domain.worker.launch_spec import LaunchSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCMLWorkerCommand(Command[OperationResult[OperationDto]]):
    """`template` is one of the live settings, `account` a name of the settings, None for the first one.

    The target of the operation is the new worker. The answer waits for its end, `wait_seconds` at most.
    """

    required_role: ClassVar[Role] = Role.OPERATOR

    name: str
    template: str
    region: str
    account: str | None = None
    wait_seconds: float = 0


class CreateCMLWorkerCommandHandler(CommandHandler[CreateCMLWorkerCommand, OperationResult[OperationDto]]):
    """Saves worker and operation in one commit: there is none without the other. CreateWorkerWork does the rest."""

    def __init__(
        self, scopes: AwsScopes, live: LiveSettings, starter: OperationStarter, ids: IdGenerator, clock: Clock
    ) -> None:
        self._scopes = scopes
        self._live = live
        self._starter = starter
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: CreateCMLWorkerCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError for a template, region or account that there is not."""
        scope = self._scopes.scope(request.account, request.region)
        template = self._template(request.template)
        if request.region not in template.regions:
            raise InvalidRequestError(
                f"the template is for {', '.join(template.regions)}", "/region", code="region_not_in_template"
            )
        worker = CMLWorker.create(
            self._ids.new_id(),
            self._clock.now(),
            name=request.name,
            scope=scope,
            template=request.template,
            spec=_spec_of(template, template.regions[request.region]),
            by=acting_id(),
        )
        state = await self._starter.start_async(
            CreateWorkerWork.command, [worker.aggregate_id], {}, request.wait_seconds, beside=[worker]
        )
        shown = OperationDto.of(state)
        return self.ok(shown) if state.finished else self.accepted(shown)

    def _template(self, name: str) -> LaunchTemplate:
        known = self._live.now.templates
        if name not in known:
            words = f"there are {', '.join(sorted(known))}" if known else "there is none yet: set one in the settings"
            raise InvalidRequestError(f"no template has this name; {words}", "/template", code="unknown_template")
        return known[name]


def _spec_of(template: LaunchTemplate, place: LaunchPlace) -> LaunchSpec:
    return LaunchSpec(
        instance_type=template.instance_type,
        ami_id=place.ami_id,
        ami_name=place.ami_name,
        subnet_id=place.subnet_id,
        security_group_ids=tuple(place.security_group_ids),
        key_name=place.key_name,
        tags=dict(template.tags),
        user_data=template.user_data,
    )
