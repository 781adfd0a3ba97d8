"""Costs: hours times prices, at the moment of the question."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from application.cost.fleet_costs import fleet_cost
from application.cost.worker_costs import WorkerCost
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus
from fakes.costs import cost_at_noon, worker_costs
from fakes.fake_clock import NOON, FakeClock
from fakes.readings import imported_worker, instance_reading, status_reading

METAL_USD, SMALL_USD = 3.9641, 0.34


def state_of(number: int = 1, hours: float = 2, **fields: Any) -> CMLWorkerState:
    """A worker that was launched so many hours before noon."""
    return imported_worker(number, launch_time=NOON - timedelta(hours=hours), **fields).state


def test_running_worker_costs_its_price_for_every_hour() -> None:
    """Two hours of a machine."""
    assert list(cost_at_noon(state_of())) == pytest.approx([METAL_USD, 2 * METAL_USD])


def test_stopped_worker_keeps_what_it_has_cost() -> None:
    """The price of an hour is what it would cost if it ran."""
    worker = imported_worker(launch_time=NOON - timedelta(hours=2))
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, None, NOON), None)
    cost = worker_costs().cost_of(worker.state, NOON + timedelta(hours=5))
    assert list(cost) == pytest.approx([METAL_USD, 2 * METAL_USD])


def test_old_hours_keep_the_old_price_when_the_type_changed() -> None:
    """One month, two types."""
    worker = imported_worker(launch_time=NOON - timedelta(hours=2))
    worker.record_ec2(status_reading(), instance_reading(instance_type="c5.2xlarge"))
    cost = worker_costs().cost_of(worker.state, NOON + timedelta(hours=10))
    assert list(cost) == pytest.approx([SMALL_USD, 2 * METAL_USD + 10 * SMALL_USD])


@pytest.mark.parametrize("status", [WorkerStatus.RUNNING, WorkerStatus.STOPPED])
def test_cost_is_unknown_when_the_price_is(status: WorkerStatus) -> None:
    """Null instead of zero, unless it has not run a second: that costs nothing at any price."""
    cost = cost_at_noon(state_of(instance_type="x9.metal", status=status))
    assert cost == (WorkerCost(None, None) if status is WorkerStatus.RUNNING else WorkerCost(None, 0.0))


def test_month_is_unknown_when_it_holds_hours_of_unknown_price() -> None:
    """A sum that leaves out hours would be a lie."""
    worker = imported_worker(launch_time=NOON - timedelta(hours=2), instance_type="x9.metal")
    worker.record_ec2(status_reading(), instance_reading(instance_type="c5.2xlarge"))
    assert worker_costs().cost_of(worker.state, NOON) == WorkerCost(SMALL_USD, None)


def test_json_tells_price_and_month_of_the_moment() -> None:
    """The clock moves and so does the sum: no event is needed for that."""
    clock = FakeClock()
    costs = worker_costs(clock)
    first = orjson.loads(costs.json_of(state_of()))
    assert first["month_to_date_usd"] == pytest.approx(2 * METAL_USD, abs=0.0001)
    clock.pass_seconds(3600)
    later = orjson.loads(costs.json_of(state_of()))
    assert later["month_to_date_usd"] == pytest.approx(3 * METAL_USD, abs=0.0001)
    assert {**later, "month_to_date_usd": 0} == {**first, "month_to_date_usd": 0}
    assert (later["usd_per_hour"], later["currency"], later["price_as_of"]) == (METAL_USD, "USD", "2026-07-09")


def test_equal_questions_agree_within_a_minute() -> None:
    """A list, a snapshot and a summary of the same minute tell the same."""
    clock = FakeClock()
    costs = worker_costs(clock)
    told = costs.json_of(state_of())
    clock.pass_seconds(59)
    assert (costs.json_of(state_of()), costs.present()) == (told, NOON)
    clock.pass_seconds(1)
    assert costs.json_of(state_of()) != told


def test_json_is_null_when_the_price_is_unknown() -> None:
    """Every field is there."""
    cost = orjson.loads(worker_costs().json_of(state_of(instance_type="x9.metal")))
    nulls = dict.fromkeys(("usd_per_hour", "price_source", "price_as_of", "month_to_date_usd"))
    assert cost == {**nulls, "currency": "USD"}


def test_fleet_costs_the_sum_of_its_workers() -> None:
    """By status; an hour costs only who runs; unknown prices are counted, not added."""
    stopped = imported_worker(2, launch_time=NOON - timedelta(hours=1))
    stopped.record_ec2(status_reading(WorkerStatus.STOPPED, None, NOON, number=2), None)
    unknown = [
        state_of(3, instance_type="x9.metal"),
        state_of(4, status=WorkerStatus.STOPPED, instance_type="x9.metal"),
    ]
    cost = fleet_cost([state_of(1), stopped.state, *unknown], worker_costs(), NOON)
    assert (cost.total.workers, cost.total.workers_of_unknown_price) == (4, 2)
    assert cost.total.usd_per_hour == METAL_USD
    assert cost.total.month_to_date_usd == pytest.approx(3 * METAL_USD)
    assert {status: group.usd_per_hour for status, group in cost.by_status.items()} == {
        WorkerStatus.RUNNING: METAL_USD,
        WorkerStatus.STOPPED: 0,
    }
    assert cost.by_status[WorkerStatus.STOPPED].month_to_date_usd == pytest.approx(METAL_USD)


def test_fleet_of_nobody_costs_nothing() -> None:
    """Zero, not null."""
    assert fleet_cost([], worker_costs(), NOON).total.month_to_date_usd == 0
