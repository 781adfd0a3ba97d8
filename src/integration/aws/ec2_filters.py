"""Filters of EC2 (Amazon EC2 User Guide, "List and filter your resources")."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from application.ports.ec2_client import InstanceCriteria

Filter = dict[str, Any]

MOST_VALUES = 200
"""Filter values in one call, over all its filters (error FilterLimitExceeded)."""
SEEN_STATES = ("pending", "running", "stopping", "stopped")
"""The states of instances that are not on their way to their end."""

_WILDCARDS = re.compile(r"[*?\\]")


def literal(value: str) -> str:
    """Escape what filters would take for wildcards."""
    return _WILDCARDS.sub(r"\\\g<0>", value)


def pattern(value: str) -> str:
    r"""Keep the wildcards `*` and `?`, and escape `\`, which would make the next character literal."""
    return value.replace("\\", "\\\\")


def named(name: str, values: Iterable[str]) -> Filter:
    """Make one filter; any of the values will do."""
    return {"Name": name, "Values": list(values)}


def seen_with(tags: Mapping[str, str], vpc_ids: Collection[str] = ()) -> list[Filter]:
    """Make the filters for instances that are not terminated, have all of these tags and are in one of the VPCs."""
    tag_filters = [named(f"tag:{key}", [literal(value)]) for key, value in tags.items()]
    vpc_filters = [named("vpc-id", map(literal, vpc_ids))] if vpc_ids else []
    return [named("instance-state-name", SEEN_STATES), *tag_filters, *vpc_filters]


def is_empty(criteria: InstanceCriteria) -> bool:
    """Whether nothing is set, which would mean every instance of the region."""
    return not (criteria.ami_ids or criteria.ami_names or criteria.tags or criteria.vpc_ids)
