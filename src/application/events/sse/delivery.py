"""Delivery: what may become of events that wait for a client."""

from enum import StrEnum


class Delivery(StrEnum):
    """LATEST: behind by more than a buffer, telemetry is left out for newer telemetry. ALL: nothing is left out."""

    LATEST = "latest"
    ALL = "all"
