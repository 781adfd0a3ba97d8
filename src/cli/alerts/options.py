"""The options of alerts and their rules."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from cli.errors import UsageError

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Status(StrEnum):
    """How an alert is."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    RESOLVED = "resolved"


class Severity(StrEnum):
    """How much an alert matters."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Comparison(StrEnum):
    """How what is watched is compared."""

    ABOVE = "above"
    BELOW = "below"
    IS = "is"
    IS_NOT = "is_not"


AlertArgument = Annotated[str, typer.Argument(metavar="ID", help="The alert's id.")]
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")]
StatusOption = Annotated[list[Status] | None, typer.Option(help="Only alerts that are so. Default: all but resolved.")]
SeverityOption = Annotated[list[Severity] | None, typer.Option(help="Only alerts that matter so much.")]
RulesOption = Annotated[list[str] | None, typer.Option("--rule", help="Only alerts of this rule.")]
WorkersOption = Annotated[list[str] | None, typer.Option("--worker", help="Only this worker: id, name or instance.")]
RegionsOption = Annotated[list[str] | None, typer.Option("--region", help="Only workers in this region.")]
TagsOption = Annotated[list[str] | None, typer.Option("--tag", metavar="KEY:VALUE", help="Only workers with it.")]


def duration_of(words: str) -> timedelta:
    """Read `90s`, `30m`, `2h` or `7d`; UsageError for what is none of these."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", words)
    if not found:
        raise UsageError(f"{words} is no duration; write it like 30m, 2h or 7d.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
