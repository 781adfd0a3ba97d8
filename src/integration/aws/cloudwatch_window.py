"""Which periods are asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from integration.aws.aws_configuration import SECONDS_PER_MINUTE, AwsConfiguration

FEWEST_PERIODS = 3


@dataclass(frozen=True, kw_only=True)
class CloudWatchWindow:
    """Whole periods that are over, from `start` to `end`, `end` not included.

    Both lie on multiples of the period since the epoch, as GetMetricData wants it for its best performance
    (Amazon CloudWatch API Reference, GetMetricData, StartTime).
    """

    start: datetime
    end: datetime
    period_seconds: int

    @classmethod
    def before(cls, now: datetime, configuration: AwsConfiguration) -> "CloudWatchWindow":
        """Look back from `now`, far enough for data points of 300 s that come late.

        A period longer than a minute sums up data points that arrive one by one: it must have been over for
        a while, else its sum is too small. A period of a minute holds one data point, whole or not at all.
        """
        period_seconds = configuration.cloudwatch_period_seconds
        settle_seconds = configuration.cloudwatch_settle_seconds if period_seconds > SECONDS_PER_MINUTE else 0
        lookback_seconds = max(configuration.cloudwatch_lookback_seconds, FEWEST_PERIODS * period_seconds)
        periods = -(-lookback_seconds // period_seconds)
        end = int(now.timestamp() - settle_seconds) // period_seconds * period_seconds
        return cls(
            start=datetime.fromtimestamp(end - periods * period_seconds, UTC),
            end=datetime.fromtimestamp(end, UTC),
            period_seconds=period_seconds,
        )

    @property
    def periods(self) -> int:
        """How many data points a metric can have."""
        return int((self.end - self.start).total_seconds()) // self.period_seconds

    @cached_property
    def newest(self) -> datetime:
        """When the last of these periods begins."""
        return self.end - timedelta(seconds=self.period_seconds)

    def holds(self, begin: datetime) -> bool:
        """Whether the period that begins then is one of these."""
        return self.start <= begin <= self.newest
