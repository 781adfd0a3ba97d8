"""What events are asked for."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import resolve_worker

EventTypesOption = Annotated[
    str | None, typer.Option("--event-types", help="Categories or short types, such as telemetry,status.")
]
WorkersOption = Annotated[
    str | None, typer.Option("--worker-ids", help="Workers by id, name or instance id, separated by commas.")
]


def filters(client: ApiClient, event_types: str | None, worker_ids: str | None) -> dict[str, str]:
    """Return the query parameters of the filters. Raises UsageError for a name that several workers have.

    A word that names no worker is passed on: the log may hold events of a worker that was removed.
    """
    wanted = {"event_types": event_types}
    if worker_ids:
        words = filter(None, worker_ids.split(","))
        wanted["worker_ids"] = ",".join(resolve_worker(client, word) or word for word in words)
    return {name: value for name, value in wanted.items() if value}
