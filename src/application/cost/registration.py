"""The services of costs, one of each per app."""

from application.cost.cloudwatch_budget import CloudWatchBudget
from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.price_list import PriceList
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.cost.worker_costs import WorkerCosts

SERVICES = (
    CloudWatchBudget,
    InstanceCatalogue,
    PriceList,
    RefreshedCatalogue,
    WorkerCosts,
)
