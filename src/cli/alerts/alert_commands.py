"""`cml-fleet alerts ...`."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

import typer

from cli.alerts.columns import ALERTS, MUTES
from cli.alerts.options import (
    AlertArgument,
    RegionsOption,
    RulesOption,
    SeverityOption,
    Status,
    StatusOption,
    WorkersOption,
    duration_of,
)
from cli.connection.pages import items_of
from cli.connection.worker_names import resolve_workers
from cli.errors import UsageError
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

alerts = typer.Typer(name="alerts", help="What is not as it should be.", no_args_is_help=True)

NOT_OVER = (Status.FIRING, Status.ACKNOWLEDGED, Status.MUTED)
MUTES_PATH = "/api/alert-mutes"


@alerts.command("list")
def list_alerts(
    context: typer.Context,
    *,
    status: StatusOption = None,
    severity: SeverityOption = None,
    rule: RulesOption = None,
    worker: WorkersOption = None,
    region: RegionsOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List alerts, the newest first; with --status resolved those that were over within the last day."""
    with connect(context) as client:
        params = {
            "status": [one.value for one in status or NOT_OVER],
            "severity": [one.value for one in severity or ()],
            "rule_id": rule or [],
            "worker_id": resolve_workers(client, worker) if worker else [],
            "region": region or [],
        }
        page = client.get("/api/alerts", params)
    show_records(items_of(page), ALERTS, output)


@alerts.command()
def ack(
    context: typer.Context,
    alert_id: AlertArgument,
    *,
    comment: Annotated[str, typer.Option(help="What to say to the others.")] = "",
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Take care of an alert."""
    with connect(context) as client:
        alert = client.post(f"/api/alerts/{quote(alert_id, safe='')}/acknowledge", {"comment": comment})
    show_record(alert, ALERTS, output)


@alerts.command()
def mute(
    context: typer.Context,
    *,
    lasting: Annotated[str, typer.Option("--for", metavar="30m|2h|7d", help="For how long.")],
    rule: Annotated[str | None, typer.Option(help="A rule; alone: on all workers.")] = None,
    worker: Annotated[str | None, typer.Option(help="A worker; alone: all rules.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for the others.")] = "",
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Let a rule, a worker, or a rule on a worker call nobody for a while."""
    if rule is None and worker is None:
        raise UsageError("Say which --rule or which --worker.")
    until = datetime.now(UTC) + duration_of(lasting)
    with connect(context) as client:
        worker_id = resolve_workers(client, [worker])[0] if worker else None
        body = {"rule_id": rule, "worker_id": worker_id, "until": until.isoformat(), "reason": reason}
        muted = client.post(MUTES_PATH, body)
    show_record(muted, MUTES, output)


@alerts.command()
def mutes(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the mutes that hold."""
    with connect(context) as client:
        items = items_of(client.get(MUTES_PATH))
    show_records(items, MUTES, output)


@alerts.command()
def unmute(context: typer.Context, mute_id: Annotated[str, typer.Argument(metavar="MUTE", help="Its id.")]) -> None:
    """End a mute: what is still so fires."""
    with connect(context) as client:
        client.delete(f"{MUTES_PATH}/{quote(mute_id, safe='')}")
    streams.message(f"Ended {mute_id}.")
