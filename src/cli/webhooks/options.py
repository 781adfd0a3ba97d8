"""The options of webhooks."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer


class Mode(StrEnum):
    """The content mode of CloudEvents over HTTP."""

    BINARY = "binary"
    STRUCTURED = "structured"


WebhookArgument = Annotated[str, typer.Argument(metavar="WEBHOOK", help="A webhook's id or name.")]
WorkersOption = Annotated[list[str] | None, typer.Option("--worker-id", help="Only events of this worker.")]
TypesOption = Annotated[list[str] | None, typer.Option("--event-type", help="Only this category or type.")]
RegionsOption = Annotated[list[str] | None, typer.Option("--region", help="Only events of workers in this region.")]
TagsOption = Annotated[list[str] | None, typer.Option("--tag", metavar="KEY:VALUE", help="Only of workers with it.")]
SubjectsOption = Annotated[list[str] | None, typer.Option("--subject", help="Only events of this subject.")]


def filter_from(options: Mapping[str, Sequence[str] | None]) -> dict[str, Any]:
    """The filter in a body, without what was not given."""
    return {name: list(values) for name, values in options.items() if values}
