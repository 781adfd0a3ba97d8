"""How long AWS wants to be left alone."""

import math
from collections.abc import Mapping
from typing import Any

DEFAULT_SECONDS = 5.0
"""Enough for 50 to 100 tokens at the documented refill rates (Amazon EC2 Developer Guide, "Request throttling")."""
LONGEST_SECONDS = 300.0


def retry_after_seconds(response: Mapping[str, Any]) -> float:
    """Read the `Retry-After` header in its form of seconds (RFC 9110, 10.2.3); a default for anything else."""
    header = response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("retry-after", "")
    try:
        seconds = float(header)
    except ValueError:
        return DEFAULT_SECONDS
    return min(seconds, LONGEST_SECONDS) if math.isfinite(seconds) and seconds >= 0 else DEFAULT_SECONDS
