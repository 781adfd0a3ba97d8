"""The fleet's cost as every interface shows it."""

from collections.abc import Mapping

from pydantic import BaseModel

from application.cost.cloudwatch_budget import PRICE_AS_OF, PRICE_SOURCE, CloudWatchPlan
from application.cost.fleet_costs import CostSum, FleetCost
from application.cost.worker_costs import CURRENCY

NOT_INCLUDED = "storage (EBS), which stopped workers cost too, data transfer, addresses, licences and tax"
CENTS = 2
PRICE_DIGITS = 4


class CostSumDto(BaseModel):
    """An hour as the workers are now, and this month (UTC) so far. Workers of unknown price are counted, not added."""

    workers: int
    usd_per_hour: float
    month_to_date_usd: float
    workers_of_unknown_price: int

    @classmethod
    def of(cls, cost: CostSum) -> "CostSumDto":
        """Show a sum, in whole cents of the month."""
        return cls(
            workers=cost.workers,
            usd_per_hour=round(cost.usd_per_hour, PRICE_DIGITS),
            month_to_date_usd=round(cost.month_to_date_usd, CENTS),
            workers_of_unknown_price=cost.workers_of_unknown_price,
        )


class FleetCostDto(CostSumDto):
    """On-demand prices of the instances alone; `not_included` says what else AWS bills."""

    currency: str
    by_status: Mapping[str, CostSumDto]
    not_included: str

    @classmethod
    def of_fleet(cls, cost: FleetCost) -> "FleetCostDto":
        """Show the cost of the fleet."""
        by_status = {status.value: CostSumDto.of(group) for status, group in cost.by_status.items()}
        total = CostSumDto.of(cost.total)
        return cls(**total.model_dump(), currency=CURRENCY, by_status=by_status, not_included=NOT_INCLUDED)


class CloudWatchCostDto(BaseModel):
    """What reading CloudWatch costs in a month of 30 days, at the present number of running workers.

    `interval_seconds` is how often it is read, null = not at all. `held_back` where the budget makes that less often
    than the settings ask for; `reason` then says why. Detailed monitoring is what figures every 60 s need on every
    instance; it is billed for the instances, not for reading, and the budget does not count it.
    """

    interval_seconds: int | None
    metrics_per_month: int
    usd_per_month: float
    detailed_monitoring_usd_per_month: float
    budget_usd: float | None
    held_back: bool
    reason: str
    price_source: str
    price_as_of: str

    @classmethod
    def of(cls, plan: CloudWatchPlan, budget_usd: float | None) -> "CloudWatchCostDto":
        """Show a plan."""
        return cls(
            interval_seconds=plan.interval_seconds,
            metrics_per_month=plan.metrics_per_month,
            usd_per_month=round(plan.usd_per_month, CENTS),
            detailed_monitoring_usd_per_month=round(plan.detailed_monitoring_usd_per_month, CENTS),
            budget_usd=budget_usd,
            held_back=plan.held_back,
            reason=plan.reason,
            price_source=PRICE_SOURCE,
            price_as_of=PRICE_AS_OF,
        )
