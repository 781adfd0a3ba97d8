"""`cml-fleet workers remove`: out of the fleet, not out of AWS."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import worker_path
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.session import connect
from cli.workers.options import WorkersArgument

VersionOption = Annotated[
    int | None, typer.Option("--if-version", min=1, help="Only while the worker is at this version; for one worker.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def remove(
    context: typer.Context, workers: WorkersArgument, if_version: VersionOption = None, yes: YesOption = False
) -> None:
    """Remove workers from the fleet.

    Their instances are not touched.
    """
    if if_version is not None and len(workers) > 1:
        raise UsageError("A version belongs to one worker: name one, or leave --if-version out.")
    if not yes:
        _make_sure(workers)
    with connect(context) as client:
        paths = {worker: worker_path(client, worker) for worker in workers}
        failures = [failure for worker in paths if (failure := _remove(client, worker, paths[worker], if_version))]
    for failure in failures[1:]:
        streams.message(f"cml-fleet: {failure}")
    if failures:
        raise failures[0]


def _make_sure(workers: list[str]) -> None:
    if not streams.can_ask():
        raise UsageError("Removing needs --yes where nobody can be asked.")
    if not streams.ask(f"Remove {', '.join(workers)} from the fleet?"):
        raise CliError("Nothing was removed.")


def _remove(client: ApiClient, worker: str, path: str, if_version: int | None) -> CliError | None:
    try:
        client.delete(path, {"If-Match": f'"{if_version}"'} if if_version is not None else None)
    except CliError as error:
        return error
    streams.message(f"Removed {worker}.")
    return None
