"""What each worker costs, worked out when it is asked for."""

from datetime import datetime
from typing import NamedTuple

import orjson

from application.clock import Clock
from application.cost.price_list import PriceList
from domain.worker.cml_worker_state import CMLWorkerState

CURRENCY = "USD"
SECONDS_PER_HOUR = 3600


class WorkerCost(NamedTuple):
    """US dollars an hour while it runs, and of this month (UTC) so far; None where a price is not known."""

    usd_per_hour: float | None
    month_to_date_usd: float | None


class WorkerCosts:
    """Multiplies hours that follow from events with prices that follow from settings: nothing of it is stored."""

    def __init__(self, prices: PriceList, clock: Clock) -> None:
        self._prices = prices
        self._clock = clock
        self._price_json: dict[tuple[str, str], bytes] = {}

    def cost_of(self, state: CMLWorkerState, moment: datetime) -> WorkerCost:
        """The cost of a worker at some moment."""
        price = self._prices.price_of(state.region, state.instance_type)
        return WorkerCost(price.usd_per_hour if price else None, self._month_to_date(state, moment))

    def json_of(self, state: CMLWorkerState) -> bytes:
        """The present cost of a worker in JSON (WorkerCostDto)."""
        month = self._month_to_date(state, self._clock.now())
        price = self._price_json.get((state.region, state.instance_type)) or self._write_price(state)
        return b'{%b"month_to_date_usd":%b}' % (price, b"null" if month is None else b"%.4f" % month)

    def _month_to_date(self, state: CMLWorkerState, moment: datetime) -> float | None:
        usd = 0.0
        for instance_type, seconds in state.running_time.seconds_at(moment).items():
            price = self._prices.price_of(state.region, instance_type)
            if price is None:
                return None
            usd += price.usd_per_hour * seconds / SECONDS_PER_HOUR
        return usd

    def _write_price(self, state: CMLWorkerState) -> bytes:
        price = self._prices.price_of(state.region, state.instance_type)
        fields = {
            "usd_per_hour": price.usd_per_hour if price else None,
            "currency": CURRENCY,
            "price_source": price.source if price else None,
            "price_as_of": price.as_of if price else None,
        }
        written = orjson.dumps(fields)[1:-1] + b","
        self._price_json[state.region, state.instance_type] = written
        return written
