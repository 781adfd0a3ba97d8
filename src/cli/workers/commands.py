"""`cml-fleet workers ...`."""

from typing import Annotated, Any

import typer

from cli.connection.pages import Listing, read_pages
from cli.errors import UsageError
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.session import connect
from cli.workers.acts import reboot, start, stop, terminate
from cli.workers.columns import LIST
from cli.workers.cordon import cordon, drain, uncordon
from cli.workers.create import create
from cli.workers.get import get_worker
from cli.workers.idle import idle
from cli.workers.import_workers import import_workers
from cli.workers.license import license_commands
from cli.workers.options import CordonedOption, RegionOption, ServiceStatusOption, StatusOption, TagOption, read_tags
from cli.workers.refresh import refresh
from cli.workers.remove import remove
from cli.workers.tag import tag as tag_workers
from cli.workers.trust import trust
from cli.workers.watch import watch

workers = typer.Typer(name="workers", help="Workers of the fleet.", no_args_is_help=True)

SortOption = Annotated[str | None, typer.Option(help="Fields to sort by, such as -cpu_percent,name.")]
LimitOption = Annotated[int, typer.Option(min=1, help="How many to list.")]
AllOption = Annotated[bool, typer.Option("--all", help="List every one.")]
QueryOption = Annotated[str | None, typer.Option("-q", "--query", help="Only those that contain this text.")]
WatchOption = Annotated[bool, typer.Option("--watch", help="Follow the whole fleet, as `workers watch` does.")]
SeriesOption = Annotated[
    str | None, typer.Option(metavar="1h", help="Add the figures of the last hour to each; with -o json or yaml.")
]


@workers.command("list")
def list_workers(
    context: typer.Context,
    *,
    status: StatusOption = None,
    service_status: ServiceStatusOption = None,
    region: RegionOption = None,
    tag: TagOption = None,
    cordoned: CordonedOption = None,
    query: QueryOption = None,
    sort: SortOption = None,
    limit: LimitOption = 100,
    everything: AllOption = False,
    series: SeriesOption = None,
    watched: WatchOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List workers."""
    if series and output not in (OutputFormat.JSON, OutputFormat.YAML):
        raise UsageError("--series goes with -o json or -o yaml.")
    wanted: dict[str, Any] = {
        "status": status,
        "service_status": service_status,
        "region": region,
        "cordoned": None if cordoned is None else str(cordoned).lower(),
        "q": query,
        "sort": sort,
        "series": series,
    }
    wanted |= {f"tag.{key}": value for key, value in read_tags(tag).items()}
    params = {name: value for name, value in wanted.items() if value is not None}
    if watched:
        _watch_all(context, params, output)
        return
    with connect(context) as client:
        listing = read_pages(client, "/api/workers", params, most=None if everything else limit)
    show_records(listing.records, LIST, output)
    _say_what_is_left_out(listing)


workers.command("get")(get_worker)
workers.command()(watch)
workers.command("import")(import_workers)
workers.command()(create)
workers.command()(remove)
workers.command()(refresh)
workers.command()(trust)
workers.command()(start)
workers.command()(stop)
workers.command()(reboot)
workers.command()(terminate)
workers.command("tag")(tag_workers)
workers.command()(cordon)
workers.command()(uncordon)
workers.command()(drain)
workers.add_typer(license_commands)
workers.add_typer(idle)


def _watch_all(context: typer.Context, params: dict[str, Any], output: OutputFormat) -> None:
    if params:
        raise UsageError("--watch shows the whole fleet: it takes no choice, order or series.")
    watch(context, output)


def _say_what_is_left_out(listing: Listing) -> None:
    shown = len(listing.records)
    if listing.total is not None and listing.total > shown:
        streams.message(f"{shown} of {listing.total} workers; --all lists every one.")
