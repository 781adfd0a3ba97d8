"""Who may send what."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from neuroglia.mediation.mediator import Request

from application.access.acting import acting_as, acting_principal
from application.access.create_api_key_command import CreateApiKeyCommand
from application.access.list_api_keys_query import ListApiKeysQuery
from application.access.revoke_api_key_command import RevokeApiKeyCommand
from application.behaviors.error_behavior import RefusedResult
from application.events.discard_dead_letter_command import DiscardDeadLetterCommand
from application.events.list_dead_letters_query import ListDeadLettersQuery
from application.events.redeliver_dead_letter_command import RedeliverDeadLetterCommand
from application.events.redeliver_dead_letters_command import RedeliverDeadLettersCommand
from application.observability.get_metrics_query import GetMetricsQuery
from application.ports.ec2_client import InstanceCriteria
from application.telemetry.collect_worker_cloudwatch_metrics_command import CollectWorkerCloudWatchMetricsCommand
from application.telemetry.refresh_worker_metrics_command import RefreshWorkerMetricsCommand
from application.telemetry.sync_worker_ec2_status_command import SyncWorkerEC2StatusCommand
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from application.worker.get_fleet_query import GetFleetQuery
from application.worker.get_worker_query import GetWorkerQuery
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.list_workers_query import ListWorkersQuery
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from application.worker.worker_criteria import WorkerCriteria
from domain.access.principal import SYSTEM_PRINCIPAL, Role
from fakes.fake_process import FakeProcess, FakeWorld

REQUESTS: list[tuple[Request[Any], Role]] = [
    (GetFleetQuery(), Role.VIEWER),
    (GetWorkerQuery("w"), Role.VIEWER),
    (ListWorkersQuery(criteria=WorkerCriteria()), Role.VIEWER),
    (ImportCMLWorkerCommand(region="us-east-1", instance_id="i-1"), Role.OPERATOR),
    (BulkImportCMLWorkersCommand(criteria=InstanceCriteria()), Role.OPERATOR),
    (RemoveCMLWorkerCommand("w"), Role.OPERATOR),
    (RefreshWorkerMetricsCommand(worker_id="w"), Role.OPERATOR),
    (SyncWorkerEC2StatusCommand("w"), Role.OPERATOR),
    (CollectWorkerCloudWatchMetricsCommand("w"), Role.OPERATOR),
    (ListDeadLettersQuery(), Role.OPERATOR),
    (RedeliverDeadLetterCommand("l"), Role.OPERATOR),
    (RedeliverDeadLettersCommand("h"), Role.OPERATOR),
    (DiscardDeadLetterCommand("l"), Role.OPERATOR),
    (CreateApiKeyCommand(name="k", role=Role.VIEWER), Role.ADMIN),
    (GetMetricsQuery(), Role.VIEWER),
    (ListApiKeysQuery(), Role.ADMIN),
    (RevokeApiKeyCommand("k"), Role.ADMIN),
]


@pytest.fixture
async def process() -> AsyncIterator[FakeProcess]:
    """The service."""
    async with FakeProcess(FakeWorld()) as started:
        yield started


@pytest.mark.parametrize(("request_sent", "required"), REQUESTS, ids=lambda value: type(value).__name__)
async def test_request_passes_only_for_its_role_and_those_above(
    process: FakeProcess, request_sent: Request[Any], required: Role
) -> None:
    """Viewer, operator, admin, system: each may do what those below may; nobody may do nothing."""
    for role in (None, *Role):
        result = await process.send_async(request_sent, role)
        denied = isinstance(result, RefusedResult) and result.error.code == "permission_denied"
        assert denied is (role is None or role < required)
        if denied:
            assert (result.status, result.detail) == (403, f"this needs the role {required.name.lower()}")


def test_who_acts_is_known_only_inside_the_block() -> None:
    """Outside, nobody acts, who may do nothing."""
    with acting_as(SYSTEM_PRINCIPAL):
        assert acting_principal() == SYSTEM_PRINCIPAL
    assert acting_principal() is None
