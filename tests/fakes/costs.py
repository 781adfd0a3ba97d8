"""What it takes to know costs: the price list of the service and a clock that stands at noon."""

from typing import Any

from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.price_list import PriceList
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.cost.worker_costs import WorkerCost, WorkerCosts
from application.live.live_settings import LiveSettings
from application.operation.recent_operations import RecentOperations
from application.worker.current_alerts import CurrentAlerts
from application.worker.fleet_view import FleetView
from application.worker.lab_view import LabView
from application.worker.worker_json import WorkerJson
from domain.worker.cml_worker_state import CMLWorkerState
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_process import settings_with


def worker_costs(clock: FakeClock | None = None, **settings: Any) -> WorkerCosts:
    """Costs at AWS's list prices, or at those of the settings."""
    return WorkerCosts(PriceList(settings_with(**settings), RefreshedCatalogue()), clock or FakeClock())


LISTED = worker_costs()
CATALOGUE = InstanceCatalogue(RefreshedCatalogue())


def cost_at_noon(state: CMLWorkerState) -> WorkerCost:
    """What a worker costs at noon, at AWS's list prices."""
    return LISTED.cost_of(state, NOON)


def empty_fleet_view() -> FleetView:
    """A fleet in memory, still empty."""
    live = LiveSettings(settings_with())
    return FleetView(WorkerJson(CATALOGUE, LISTED), LabView(), RecentOperations(), CurrentAlerts(), live)
