"""`cml-fleet events ...`."""

from contextlib import suppress
from typing import Annotated

import typer

from cli.connection.pages import items_of
from cli.events.cloud_event_view import LOG
from cli.events.dead_letters import dead_letters
from cli.events.event_printer import EventPrinter
from cli.events.options import (
    EventTypesOption,
    RegionsOption,
    SubjectsOption,
    TagsOption,
    WorkersOption,
    delivery,
    filters,
)
from cli.events.stream import EventStream
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.session import connect

events = typer.Typer(name="events", help="Events of the fleet.", no_args_is_help=True)
events.add_typer(dead_letters)

SinceOption = Annotated[str | None, typer.Option(help="Begin after the event with this id.")]
SnapshotOption = Annotated[bool, typer.Option("--snapshot", help="Begin with the fleet as it is.")]
AfterOption = Annotated[str | None, typer.Option(help="List what came after the event with this id.")]
LimitOption = Annotated[int, typer.Option(min=1, max=500, help="How many to list.")]


@events.command()
def watch(
    context: typer.Context,
    *,
    event_types: EventTypesOption = None,
    worker_ids: WorkersOption = None,
    regions: RegionsOption = None,
    tags: TagsOption = None,
    subjects: SubjectsOption = None,
    since: SinceOption = None,
    snapshot: SnapshotOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Print events as they happen.

    Until ctrl-C; after a lost connection it goes on where it was.
    """
    printer = EventPrinter(output)
    with connect(context) as client, suppress(KeyboardInterrupt):
        params = filters(client, worker_ids, event_types=event_types, regions=regions, tags=tags, subjects=subjects)
        params |= {"delivery": delivery(output, since)} | ({"snapshot": "true"} if snapshot else {})
        for item in EventStream(client, params, since):
            printer.take(item)


@events.command("list")
def list_events(
    context: typer.Context,
    *,
    event_types: EventTypesOption = None,
    worker_ids: WorkersOption = None,
    regions: RegionsOption = None,
    tags: TagsOption = None,
    subjects: SubjectsOption = None,
    after: AfterOption = None,
    limit: LimitOption = 100,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List events of the log, oldest first."""
    with connect(context) as client:
        params = filters(client, worker_ids, event_types=event_types, regions=regions, tags=tags, subjects=subjects)
        params |= {"after": after} if after else {}
        page = client.get("/api/events", {**params, "limit": limit})
    items = items_of(page)
    show_records(items, LOG, output)
    if items and page.get("next") != page.get("head"):
        streams.message(f"There are more: --after {page.get('next')}")
