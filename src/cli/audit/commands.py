"""`cml-fleet audit ...`."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.audit.views import LIST
from cli.connection.pages import read_pages
from cli.connection.problem import error_from
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.raw_request import print_as_it_comes
from cli.session import connect

PATH = "/api/audit"
NDJSON = {"Accept": "application/x-ndjson"}

audit = typer.Typer(name="audit", help="Who asked for what, and what became of it.", no_args_is_help=True)


class Outcome(StrEnum):
    """What became of a command."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


ByOption = Annotated[str | None, typer.Option("--by", metavar="ID", help="Sent by this principal, as key:ID.")]
CommandOption = Annotated[str | None, typer.Option("--command", metavar="NAME", help="As StartLabs.")]
TargetOption = Annotated[str | None, typer.Option("--target", metavar="ID", help="Acting on this.")]
OutcomeOption = Annotated[Outcome | None, typer.Option("--outcome", help="What became of it.")]
TraceOption = Annotated[str | None, typer.Option("--trace-id", metavar="ID", help="In this trace.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="TIME", help="Not before, as 2026-06-01T12:00:00Z.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Before that time.")]
LimitOption = Annotated[int, typer.Option(min=1, help="How many to list.")]


@audit.command("list")
def list_records(
    context: typer.Context,
    *,
    by: ByOption = None,
    command: CommandOption = None,
    target: TargetOption = None,
    outcome: OutcomeOption = None,
    trace_id: TraceOption = None,
    since: FromOption = None,
    until: ToOption = None,
    limit: LimitOption = 50,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List commands, the newest first."""
    wanted = _wanted((since, until), by=by, command=command, target=target, outcome=outcome, trace_id=trace_id)
    with connect(context) as client:
        listing = read_pages(client, PATH, wanted, limit)
    show_records(listing.records, LIST, output)


@audit.command()
def export(
    context: typer.Context,
    *,
    by: ByOption = None,
    command: CommandOption = None,
    target: TargetOption = None,
    outcome: OutcomeOption = None,
    trace_id: TraceOption = None,
    since: FromOption = None,
    until: ToOption = None,
) -> None:
    """Write all of them as JSON, one on each line, the newest first."""
    wanted = _wanted((since, until), by=by, command=command, target=target, outcome=outcome, trace_id=trace_id)
    with connect(context) as client, client.open("GET", PATH, params=wanted, headers=NDJSON) as response:
        if not response.is_success:
            response.read()
            raise error_from(response)
        print_as_it_comes(response)


def _wanted(times: tuple[str | None, str | None], **others: str | None) -> dict[str, str]:
    named = {**others, **dict(zip(("from", "to"), times, strict=True))}
    return {name: str(value) for name, value in named.items() if value is not None}
