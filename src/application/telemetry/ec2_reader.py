"""Reads EC2 for the workers of one scope: states every time, details only when they are due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from application.clock import Clock
from application.pieces import pieces_of
from application.ports.ec2_client import EC2Client
from application.settings import Settings
from application.telemetry.delivery import Delivery
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.source_reader import SourceReader
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading

WORKERS_AT_A_TIME = 800
"""Their details take four calls of 200 each."""


class EC2Reader(SourceReader):
    """Asks DescribeInstanceStatus every time, and DescribeInstances, which costs ten times as much, seldom.

    Namely for workers whose state changed or that are not listed, and for each every `aws_details_interval_seconds`
    since its import, which brought them.
    """

    source = MetricsSource.EC2

    def __init__(self, client: EC2Client, clock: Clock, settings: Settings) -> None:
        super().__init__(clock)
        self._client = client
        self._interval_seconds = settings.aws_details_interval_seconds
        self._details_due: dict[str, float] = {}

    def retry_refused(self, scope: AwsScope) -> None:
        """Ask again where the credentials were refused."""
        self._client.retry_refused(scope)

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        """Note states, details where asked for, and who is absent; who needs no details does not wait for others."""
        by_instance = {worker.state.instance_id: worker for worker in workers}
        due = self._due(workers)

        def told(statuses: Mapping[str, EC2StatusReading]) -> None:
            same = [by_instance[each] for each in statuses if each not in due and _is_same(by_instance[each], statuses)]
            _deliver(delivery.outstanding(same), statuses, {}, delivery)

        statuses = await self._client.read_statuses_async(scope, by_instance, told)
        for piece in pieces_of(delivery.outstanding(workers), WORKERS_AT_A_TIME):
            details = await self._read_details(scope, [worker.state.instance_id for worker in piece])
            _deliver(piece, statuses, details, delivery)

    async def _read_details(self, scope: AwsScope, instance_ids: Collection[str]) -> Mapping[str, EC2InstanceReading]:
        details = await self._client.read_instances_async(scope, instance_ids)
        due = self._clock.monotonic_seconds() + self._interval_seconds
        self._details_due.update(dict.fromkeys(instance_ids, due))
        return details

    def _due(self, workers: Iterable[CMLWorker]) -> set[str]:
        now, long_ago = self._clock.monotonic_seconds(), self._clock.now() - timedelta(seconds=self._interval_seconds)

        def is_due(state: CMLWorkerState) -> bool:
            due_at = self._details_due.get(state.instance_id)
            return state.created_at <= long_ago if due_at is None else due_at <= now

        return {worker.state.instance_id for worker in workers if is_due(worker.state)}


def _is_same(worker: CMLWorker, statuses: Mapping[str, EC2StatusReading]) -> bool:
    return statuses[worker.state.instance_id].status is worker.state.status


def _deliver(
    workers: Iterable[CMLWorker],
    statuses: Mapping[str, EC2StatusReading],
    details: Mapping[str, EC2InstanceReading],
    delivery: Delivery,
) -> None:
    for worker in workers:
        instance_id = worker.state.instance_id
        _note(worker.aggregate_id, statuses.get(instance_id), details.get(instance_id), delivery.refresh)
    delivery.hand_over(workers)


def _note(
    worker_id: str, status: EC2StatusReading | None, details: EC2InstanceReading | None, refresh: FleetRefresh
) -> None:
    if status is None and details is not None:
        status = EC2StatusReading(
            instance_id=details.instance_id, status=details.status, checks=None, taken_at=details.taken_at
        )
    if status is None:
        refresh.ec2_absent.add(worker_id)
        return
    refresh.ec2_statuses[worker_id] = status
    if details is not None:
        refresh.ec2_details[worker_id] = details
