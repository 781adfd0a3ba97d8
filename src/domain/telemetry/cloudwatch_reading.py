"""What CloudWatch said of one instance, and when that was true."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudWatchReading:
    """The newest data points of one instance in namespace AWS/EC2; None where CloudWatch holds no point.

    CPU in percent of the instance; network in bytes per second, averaged over the period. `taken_at` is the
    start of the newest period that any figure comes from.
    """

    instance_id: str
    cpu_percent: float | None
    network_in_bytes_per_second: float | None
    network_out_bytes_per_second: float | None
    taken_at: datetime
