"""The bounds of values that are given at start and may be changed while the service runs: the same in both places."""

from typing import Annotated

from pydantic import Field

LONGEST_INTERVAL_SECONDS = 7 * 24 * 3600

IntervalSeconds = Annotated[int, Field(ge=1, le=LONGEST_INTERVAL_SECONDS)]
PercentPoints = Annotated[float, Field(ge=0, le=100)]
MonthlyUsd = Annotated[float, Field(ge=0, le=1_000_000_000)]
