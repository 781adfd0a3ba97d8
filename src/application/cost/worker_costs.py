"""What each worker costs, worked out when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson

from application.clock import Clock
from application.cost.price_list import PriceList
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.running_time import RunningTime, month_of

CURRENCY = "USD"
SECONDS_PER_MINUTE, SECONDS_PER_HOUR = 60, 3600
MORE_THAN_A_MONTH = timedelta(days=32)


class WorkerCost(NamedTuple):
    """US dollars an hour while it runs, and of this month (UTC) so far; None where a price is not known."""

    usd_per_hour: float | None
    month_to_date_usd: float | None


@dataclass(frozen=True, slots=True)
class _Growth:
    """How the cost of one month grows from `begin` on, in seconds since the epoch, until `end`."""

    time: RunningTime
    begin: float
    end: float
    usd: float | None
    usd_per_second: float

    def usd_at(self, now: float) -> float | None:
        return None if self.usd is None else self.usd + self.usd_per_second * max(0.0, now - self.begin)


class WorkerCosts:
    """Multiplies hours that follow from events with prices that follow from settings: nothing of it is stored.

    What stays the same while no event changes a worker's running time is worked out once a month.
    """

    def __init__(self, prices: PriceList, clock: Clock) -> None:
        self._prices = prices
        self._clock = clock
        self._growths: dict[str, _Growth] = {}
        self._price_json: dict[tuple[str, str], bytes] = {}
        prices.when_changed(self._forget)

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever other prices may hold; it must not wait."""
        self._prices.when_changed(observer)

    def present(self) -> datetime:
        """The moment that present costs are told for: the last full minute. Within it, equal questions agree."""
        return datetime.fromtimestamp(self._minute(), UTC)

    def cost_of(self, state: CMLWorkerState, moment: datetime) -> WorkerCost:
        """The cost of a worker at some moment."""
        now = moment.timestamp()
        return WorkerCost(
            self._usd_per_hour(state.region, state.instance_type), self._growth_of(state, now).usd_at(now)
        )

    def json_of(self, state: CMLWorkerState) -> bytes:
        """The present cost of a worker in JSON (WorkerCostDto)."""
        now = self._minute()
        month = self._growth_of(state, now).usd_at(now)
        price = self._price_json.get((state.region, state.instance_type)) or self._write_price(state)
        return b'{%b"month_to_date_usd":%b}' % (price, b"null" if month is None else b"%.4f" % month)

    def _forget(self) -> None:
        self._growths.clear()
        self._price_json.clear()

    def _minute(self) -> float:
        return self._clock.now().timestamp() // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE

    def _usd_per_hour(self, region: str, instance_type: str) -> float | None:
        price = self._prices.price_of(region, instance_type)
        return price.usd_per_hour if price else None

    def _growth_of(self, state: CMLWorkerState, now: float) -> _Growth:
        growth = self._growths.get(state.id)
        if growth is None or growth.time is not state.running_time or now >= growth.end:
            growth = self._growths[state.id] = self._growth(state.region, state.running_time, now)
        return growth

    def _growth(self, region: str, time: RunningTime, now: float) -> _Growth:
        month = month_of(datetime.fromtimestamp(now, UTC))
        begin = max(time.until, month)
        hours = {kind: seconds / SECONDS_PER_HOUR for kind, seconds in time.seconds_at(begin).items()}
        rates = {kind: self._usd_per_hour(region, kind) for kind in {*hours, time.running_type} if kind}
        known = {kind: rate for kind, rate in rates.items() if rate is not None}
        return _Growth(
            time=time,
            begin=begin.timestamp(),
            end=month_of(month + MORE_THAN_A_MONTH).timestamp(),
            usd=sum(hours[kind] * known[kind] for kind in hours) if len(known) == len(rates) else None,
            usd_per_second=known.get(time.running_type, 0.0) / SECONDS_PER_HOUR,
        )

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
