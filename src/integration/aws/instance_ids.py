"""Ids of instances, as far as AWS accepts them."""

import re
from collections.abc import Iterable

_INSTANCE_ID = re.compile(r"i-([0-9a-f]{8}|[0-9a-f]{17})")


def well_formed(instance_ids: Iterable[str]) -> list[str]:
    """Each id once, without those that no instance can have: one malformed id makes EC2 refuse a whole call.

    Amazon EC2 User Guide, "Longer resource IDs": 8 or 17 hexadecimal digits.
    """
    return [instance_id for instance_id in dict.fromkeys(instance_ids) if _INSTANCE_ID.fullmatch(instance_id)]
