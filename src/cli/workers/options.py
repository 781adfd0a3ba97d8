"""How workers are named and chosen on the command line."""

from collections.abc import Iterable
from typing import Annotated

import typer

from cli.completion.worker_words import worker_words

WorkerArgument = Annotated[
    str, typer.Argument(metavar="WORKER", help="A worker's id, name or instance id.", autocompletion=worker_words)
]
WorkersArgument = Annotated[
    list[str], typer.Argument(metavar="WORKER...", help="Ids, names or instance ids.", autocompletion=worker_words)
]
ServiceStatusOption = Annotated[
    str | None, typer.Option("--service-status", help="Only where CML is so, such as error,unauthorized.")
]
StatusOption = Annotated[str | None, typer.Option(help="Only these statuses, such as running,stopped.")]
CordonedOption = Annotated[
    bool | None, typer.Option("--cordoned/--not-cordoned", help="Only cordoned ones, or only others.")
]
RegionOption = Annotated[str | None, typer.Option(help="Only these regions, separated by commas.")]
TagOption = Annotated[list[str] | None, typer.Option("--tag", metavar="KEY=VALUE", help="A tag; may be repeated.")]


def read_tags(pairs: Iterable[str] | None) -> dict[str, str]:
    """Read KEY=VALUE pairs."""
    tags: dict[str, str] = {}
    for pair in pairs or ():
        key, separator, value = pair.partition("=")
        if not key or not separator:
            raise typer.BadParameter(f"{pair!r} is not KEY=VALUE.", param_hint="--tag")
        tags[key] = value
    return tags
