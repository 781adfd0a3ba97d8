"""`cml-fleet archive list`."""

from typing import Annotated

import typer

from cli.archive.columns import ARCHIVES
from cli.archive.listed_archives import archives_of
from cli.archive.options import DestinationOption, Kind
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.session import connect


def list_archives(
    context: typer.Context,
    *,
    what: Annotated[Kind | None, typer.Option(help="Only this.")] = None,
    destination: DestinationOption = "",
    limit: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 100,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List the archived days, the newest first: what is listed was read back and found right."""
    with connect(context) as client:
        found = list(archives_of(client, destination, what.value if what else "", limit))
    show_records(found, ARCHIVES, output)
