"""`cml-fleet workers idle [list|snooze|exempt]`, and `cml-fleet fleet idle`."""

from typing import Annotated

import typer

from cli.connection.worker_names import worker_path
from cli.errors import UsageError
from cli.output import streams
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of, usd
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect
from cli.workers.options import WorkerArgument

MINUTES_OF = {"m": 1, "h": 60, "d": 1440}

idle = typer.Typer(name="idle", help="Workers that nobody uses.", invoke_without_command=True)

ForArgument = Annotated[str, typer.Argument(metavar="TIME", help="For how long, such as 30m, 4h or 2d; 0m ends it.")]
EndOption = Annotated[bool, typer.Option("--end", help="Let it be paused by itself again.")]
ReasonOption = Annotated[str, typer.Option(help="Why, for people.")]


def _pause(worker: Record) -> str:
    """When it is paused, or what holds it."""
    return text_at(worker, "idle", "pause_at") or text_at(worker, "held_by").replace("_", " ")


WORKERS = View(
    (
        field("NAME", "name"),
        field("ID", "id", spare=1),
        Column("UNUSED FOR", lambda worker: age_of(text_at(worker, "quiet_since")), numeric=True),
        field("LAST USE", "idle", "last_activity", spare=2),
        Column("PAUSED AT, OR HELD BY", _pause),
        Column("COST/H", lambda worker: usd(value_at(worker, "usd_per_hour")), numeric=True),
    ),
    plural="idle workers",
    name_field="name",
)
FLEET = View(
    (
        field("IDLE", "idle"),
        field("COUNTING DOWN", "counting_down"),
        field("PAUSED", "paused"),
        field("PAUSES", "pauses"),
        field("RESUMES", "resumes"),
        Column("COST/H", lambda fleet: usd(value_at(fleet, "usd_per_hour")), numeric=True),
        field("UNKNOWN PRICE", "workers_of_unknown_price"),
        field("PAUSED BY ITSELF", "enabled"),
    ),
    plural="fleets",
    name_field="idle",
)


@idle.callback()
def idle_workers(context: typer.Context) -> None:
    """List the workers that nobody uses, or say what is to be done about one."""
    if context.invoked_subcommand is None:
        list_idle(context)


@idle.command("list")
def list_idle(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the workers that nobody uses, the most expensive first."""
    with connect(context) as client:
        fleet = client.get("/api/fleet/idle")
    show_records(list(value_at(fleet, "workers") or ()), WORKERS, output)
    left_out = int(value_at(fleet, "idle") or 0) - len(value_at(fleet, "workers") or ())
    if left_out > 0:
        streams.message(f"{left_out} more are idle; `cml-fleet api '/api/workers?idle=true'` lists every one.")


@idle.command()
def snooze(context: typer.Context, worker: WorkerArgument, time: ForArgument) -> None:
    """Let a worker not be paused for a while."""
    minutes = _minutes(time)
    with connect(context) as client:
        shown = client.post(f"{worker_path(client, worker)}/idle/snooze", {"minutes": minutes})
    until = text_at(shown, "idle", "snoozed", "until")
    name = text_at(shown, "name")
    streams.message(f"{name} is not paused before {until}." if until else f"{name} is snoozed no more.")


@idle.command()
def exempt(
    context: typer.Context, worker: WorkerArgument, *, end: EndOption = False, reason: ReasonOption = ""
) -> None:
    """Let a worker never be paused by itself."""
    with connect(context) as client:
        body = {"exempt": not end, "reason": reason}
        shown = client.post(f"{worker_path(client, worker)}/idle/exempt", body)
    streams.message(f"{text_at(shown, 'name')} is {'no longer' if end else 'now'} exempt from pauses.")


def fleet_idle(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show how many workers nobody uses, and what they cost."""
    with connect(context) as client:
        show_record(client.get("/api/fleet/idle"), FLEET, output)


def _minutes(time: str) -> int:
    number, unit = time[:-1], time[-1:]
    if not number.isascii() or not number.isdigit() or unit not in MINUTES_OF:
        raise UsageError(f"{time!r} is no time such as 30m, 4h or 2d.")
    return int(number) * MINUTES_OF[unit]
