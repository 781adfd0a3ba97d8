"""`cml-fleet labs ...`."""

from typing import Annotated, Any

import typer

from cli.connection.pages import Listing, read_pages
from cli.connection.worker_names import resolve_workers, worker_path
from cli.labs.acts import LabArgument, delete, start, stop, wipe
from cli.labs.columns import DETAILS, LIST
from cli.labs.lab_names import lab_path, resolve_lab
from cli.labs.topologies import download, import_lab
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect
from cli.workers.options import WorkerArgument

labs = typer.Typer(name="labs", help="Labs on the workers of the fleet.", no_args_is_help=True)

WorkerOption = Annotated[
    list[str] | None, typer.Option("--worker", "-w", help="Only those on this worker; may be repeated.")
]
StateOption = Annotated[str | None, typer.Option(help="Only these states, such as STARTED,STOPPED.")]
OwnerOption = Annotated[str | None, typer.Option(help="Only those of these users, separated by commas.")]
TitleOption = Annotated[str | None, typer.Option(help="Only those whose title contains this text.")]
QueryOption = Annotated[str | None, typer.Option("-q", "--query", help="Only those that contain this text.")]
SortOption = Annotated[str | None, typer.Option(help="Fields to sort by, such as -running_nodes,title.")]
LimitOption = Annotated[int, typer.Option(min=1, help="How many to list.")]
AllOption = Annotated[bool, typer.Option("--all", help="List every one.")]


@labs.command("list")
def list_labs(
    context: typer.Context,
    *,
    worker: WorkerOption = None,
    state: StateOption = None,
    owner: OwnerOption = None,
    title: TitleOption = None,
    query: QueryOption = None,
    sort: SortOption = None,
    limit: LimitOption = 100,
    everything: AllOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List labs."""
    wanted: dict[str, Any] = {"state": state, "owner": owner, "title": title, "q": query, "sort": sort}
    params = {name: value for name, value in wanted.items() if value is not None}
    with connect(context) as client:
        if worker:
            params["worker_id"] = ",".join(resolve_workers(client, worker))
        listing = read_pages(client, "/api/labs", params, most=None if everything else limit)
    show_records(listing.records, LIST, output)
    _say_what_is_left_out(listing)


@labs.command("get")
def get_lab(context: typer.Context, lab: LabArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show one lab, with what happened to it."""
    with connect(context) as client:
        found = client.get(lab_path(resolve_lab(client, lab)))
    show_record(found, DETAILS, output)


@labs.command()
def sync(context: typer.Context, worker: WorkerArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Read the labs of a worker from its controller now, and list them."""
    with connect(context) as client:
        path = worker_path(client, worker)
        client.post(f"{path}/sync-labs")
        listing = read_pages(client, f"{path}/labs", {}, most=None)
    show_records(listing.records, LIST, output)


labs.command()(start)
labs.command()(stop)
labs.command()(wipe)
labs.command()(delete)
labs.command("import")(import_lab)
labs.command()(download)


def _say_what_is_left_out(listing: Listing) -> None:
    shown = len(listing.records)
    if listing.total is not None and listing.total > shown:
        streams.message(f"{shown} of {listing.total} labs; --all lists every one.")
