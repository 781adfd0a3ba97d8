"""`cml-fleet catalogue ...`."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.catalogue.columns import SECTIONS
from cli.connection.api_client import ApiClient
from cli.connection.pages import read_pages
from cli.connection.worker_names import resolve_workers
from cli.errors import NotFoundError
from cli.output import streams
from cli.output.columns import Record, text_at
from cli.output.formats import OutputFormat, OutputOption, document, show_records
from cli.session import connect
from cli.workers.columns import LIST as WORKERS

PATH = "/api/catalogue"

catalogue = typer.Typer(
    name="catalogue", help="Images, instance types, and what can run on the workers.", no_args_is_help=True
)


class Kind(StrEnum):
    """What can be asked for."""

    IMAGE = "image"
    INSTANCE_TYPE = "instance_type"
    NODE_DEFINITION = "node_definition"
    IMAGE_DEFINITION = "image_definition"


KindOption = Annotated[list[Kind] | None, typer.Option("--kind", help="Only this kind; may be repeated.")]
WorkerOption = Annotated[str | None, typer.Option("--worker", "-w", help="Only what this worker is made of and has.")]
DefinitionArgument = Annotated[
    str, typer.Argument(metavar="DEFINITION", help="The id of a node definition or image definition.")
]


@catalogue.command("list")
def list_catalogue(
    context: typer.Context,
    *,
    kind: KindOption = None,
    worker: WorkerOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List what the fleet is made of, with how many workers use it."""
    params: dict[str, Any] = {"kind": [each.value for each in kind or ()]}
    with connect(context) as client:
        if worker:
            (params["worker_id"],) = resolve_workers(client, [worker])
        found = client.get(PATH, params)
    if output in {OutputFormat.JSON, OutputFormat.YAML}:
        streams.write(document(found, output))
    else:
        _show(found, [f"{each.value}s" for each in kind or Kind], output)


@catalogue.command()
def workers(context: typer.Context, definition: DefinitionArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the workers that have a node definition or an image definition."""
    with connect(context) as client:
        ids = _having(client, definition)
        listing = read_pages(client, "/api/workers", {}, most=None)
    show_records([worker for worker in listing.records if worker.get("id") in ids], WORKERS, output)


def _show(found: Record, names: list[str], output: OutputFormat) -> None:
    for number, name in enumerate(names):
        if number and output is OutputFormat.TABLE:
            streams.write("\n")
        show_records(found.get(name) or [], SECTIONS[name], output)


def _having(client: ApiClient, definition: str) -> set[str]:
    found = client.get(PATH, {"kind": [Kind.NODE_DEFINITION.value, Kind.IMAGE_DEFINITION.value]})
    listed = [*(found.get("node_definitions") or ()), *(found.get("image_definitions") or ())]
    sets = {name for each in listed if text_at(each, "id") == definition for name in each.get("set_ids") or ()}
    if not sets:
        raise NotFoundError(f"No worker is known to have the definition {definition}.")
    return {
        worker for each in found.get("definition_sets") or () if each.get("id") in sets for worker in each["worker_ids"]
    }
