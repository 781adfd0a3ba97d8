"""What events are asked for."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import resolve_worker
from cli.output.formats import OutputFormat

EventTypesOption = Annotated[
    str | None, typer.Option("--event-types", help="Categories or short types, such as telemetry,status.")
]
WorkersOption = Annotated[
    str | None, typer.Option("--worker-ids", help="Workers by id, name or instance id, separated by commas.")
]
RegionsOption = Annotated[str | None, typer.Option("--regions", help="AWS regions, separated by commas.")]
TagsOption = Annotated[
    str | None, typer.Option("--tags", help="Tags that a worker must have, such as course:ccnp,owner:ann.")
]
SubjectsOption = Annotated[
    str | None, typer.Option("--subjects", help="What it happened to, by the CloudEvents' subject.")
]


def filters(client: ApiClient, worker_ids: str | None, **others: str | None) -> dict[str, str]:
    """Return the query parameters of the filters. Raises UsageError for a name that several workers have.

    A word that names no worker is passed on: the log may hold events of a worker that was removed.
    """
    wanted = dict(others)
    if worker_ids:
        words = filter(None, worker_ids.split(","))
        wanted["worker_ids"] = ",".join(resolve_worker(client, word) or word for word in words)
    return {name: value for name, value in wanted.items() if value}


def delivery(output: OutputFormat, since: str | None) -> str:
    """Programs, and who names a place to begin at, are told every event; people want the newest."""
    return "latest" if output is OutputFormat.TABLE and not since else "all"
