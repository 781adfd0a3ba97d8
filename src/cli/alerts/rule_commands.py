"""`cml-fleet alert-rules ...`."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.alerts.columns import RULES
from cli.alerts.options import (
    Comparison,
    RegionsOption,
    RuleArgument,
    Severity,
    TagsOption,
    WorkersOption,
    duration_of,
)
from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of
from cli.connection.worker_names import resolve_workers
from cli.errors import NotFoundError, UsageError
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

alert_rules = typer.Typer(name="alert-rules", help="What is an alert.", no_args_is_help=True)
PATH = "/api/alert-rules"


def _path(rule_id: str) -> str:
    return f"{PATH}/{quote(rule_id, safe='')}"


@alert_rules.command("list")
def list_rules(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List rules, also those that the service brings along."""
    with connect(context) as client:
        items = items_of(client.get(PATH))
    show_records(items, RULES, output)


@alert_rules.command("set")
def set_rule(
    context: typer.Context,
    rule_id: RuleArgument,
    *,
    watched: Annotated[str | None, typer.Option(help="A figure or a state, as disk_used_percent.")] = None,
    comparison: Annotated[Comparison | None, typer.Option(help="How it is compared.")] = None,
    threshold: Annotated[float | None, typer.Option(help="Of a figure.")] = None,
    clear_threshold: Annotated[float | None, typer.Option(help="Where an alert of a figure ends.")] = None,
    state: Annotated[str | None, typer.Option(help="Of a state, as unavailable.")] = None,
    lasting: Annotated[str | None, typer.Option("--for", metavar="90s|10m|2h", help="How long it must be so.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="How much it matters.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    region: RegionsOption = None,
    tag: TagsOption = None,
    worker: WorkersOption = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Turn it on or off.")] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Change a rule, or make it; a scope (--region, --tag, --worker) takes the place of the whole one before."""
    given: dict[str, Any] = {
        "watched": watched,
        "comparison": comparison,
        "threshold": threshold,
        "clear_threshold": clear_threshold,
        "state": state,
        "for_seconds": duration_of(lasting).total_seconds() if lasting else None,
        "severity": severity,
        "description": description,
        "enabled": enabled,
    }
    body = {name: value for name, value in given.items() if value is not None}
    with connect(context) as client:
        scope = {"regions": region, "tags": tag, "worker_ids": resolve_workers(client, worker) if worker else None}
        if wanted := {name: value for name, value in scope.items() if value}:
            body["scope"] = wanted
        if not body:
            raise UsageError("Say what to set.")
        rule = _set(client, rule_id, body)
    show_record(rule, RULES, output)


def _set(client: ApiClient, rule_id: str, body: dict[str, Any]) -> Record:
    try:
        return client.patch(_path(rule_id), body)
    except NotFoundError:
        return client.post(PATH, {"id": rule_id, **body})


@alert_rules.command()
def remove(context: typer.Context, rule_id: RuleArgument) -> None:
    """Remove a rule; its alerts are over by that."""
    with connect(context) as client:
        client.delete(_path(rule_id))
    streams.message(f"Removed {rule_id}.")
