"""`cml-fleet workers cordon|uncordon|drain`."""

from typing import Annotated

import typer

from cli.connection.worker_names import resolve_workers
from cli.operations.acting import TimeoutOption, WaitOption, YesOption, make_sure, show_end
from cli.output import streams
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.session import connect
from cli.workers.options import WorkersArgument

ReasonOption = Annotated[str, typer.Option(help="Why, for people.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")]


def _labs(plan: Record) -> str:
    return ", ".join(map(str, value_at(plan, "labs") or ()))


def _acts(plan: Record) -> str:
    return ", ".join(act for act in ("cordon", "stop") if value_at(plan, act))


PLAN = View(
    (
        field("NAME", "name"),
        field("ID", "id"),
        Column("WOULD", _acts),
        Column("LABS TO STOP", _labs),
        field("REFUSED", "refused"),
    ),
    plural="workers",
)


def cordon(context: typer.Context, workers: WorkersArgument, *, reason: ReasonOption = "") -> None:
    """Let nobody start or import labs on workers, unless it is forced."""
    _on_all(context, workers, "cordon", {"reason": reason})


def uncordon(context: typer.Context, workers: WorkersArgument) -> None:
    """Let workers be used again."""
    _on_all(context, workers, "uncordon", {})


def drain(
    context: typer.Context,
    workers: WorkersArgument,
    *,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 3600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Cordon workers, stop their labs, wait, and stop them."""
    if not dry_run:
        make_sure(f"Drain {', '.join(workers)}?", yes=yes)
    with connect(context) as client:
        body = {"ids": resolve_workers(client, workers), "reason": reason, "dry_run": dry_run}
        reply = client.post("/api/workers:drain", body)
        if dry_run:
            show_records(list(value_at(reply, "workers") or ()), PLAN, output)
        else:
            show_end(client, reply, timeout if wait else None, output)


def _on_all(context: typer.Context, workers: list[str], act: str, more: Record) -> None:
    with connect(context) as client:
        reply = client.post(f"/api/workers:{act}", {"ids": resolve_workers(client, workers), **more})
    for shown in value_at(reply, "workers") or ():
        streams.message(f"{act.capitalize()}ed {text_at(shown, 'name')}.")
