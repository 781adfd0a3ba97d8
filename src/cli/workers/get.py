"""`cml-fleet workers get`: one worker, and how its figures went."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import worker_path
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect
from cli.workers.detail_columns import DETAILS
from cli.workers.history import show_history
from cli.workers.options import WorkerArgument

LAST_HOUR = "1h"

RangeOption = Annotated[
    str | None, typer.Option("--range", metavar="TIME", help="Draw the figures of this time, such as 6h, 7d.")
]


def get_worker(
    context: typer.Context,
    worker: WorkerArgument,
    time: RangeOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Show one worker, and its figures of the last hour as lines."""
    if time and output is not OutputFormat.TABLE:
        raise UsageError("--range draws lines; for figures: cml-fleet api '/api/workers/ID/telemetry?range=6h'.")
    with connect(context) as client:
        path = worker_path(client, worker)
        show_record(client.get(path), DETAILS, output)
        if time:
            show_history(client, path, time)
        elif output is OutputFormat.TABLE:
            _show_last_hour(client, path)


def _show_last_hour(client: ApiClient, path: str) -> None:
    """Nobody asked for it by name: that it cannot be had is no failure."""
    try:
        show_history(client, path, LAST_HOUR)
    except CliError as error:
        streams.message(f"No history: {error}")
