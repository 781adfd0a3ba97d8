"""`cml-fleet workers remove`: out of the fleet, not out of AWS."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import worker_path
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.session import connect
from cli.workers.options import WorkersArgument

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def remove(context: typer.Context, workers: WorkersArgument, yes: YesOption = False) -> None:
    """Remove workers from the fleet.

    Their instances are not touched.
    """
    if not yes:
        _make_sure(workers)
    with connect(context) as client:
        paths = {worker: worker_path(client, worker) for worker in workers}
        failures = [failure for worker in paths if (failure := _remove(client, worker, paths[worker]))]
    for failure in failures[1:]:
        streams.message(f"cml-fleet: {failure}")
    if failures:
        raise failures[0]


def _make_sure(workers: list[str]) -> None:
    if not streams.can_ask():
        raise UsageError("Removing needs --yes where nobody can be asked.")
    if not streams.ask(f"Remove {', '.join(workers)} from the fleet?"):
        raise CliError("Nothing was removed.")


def _remove(client: ApiClient, worker: str, path: str) -> CliError | None:
    try:
        client.delete(path)
    except CliError as error:
        return error
    streams.message(f"Removed {worker}.")
    return None
