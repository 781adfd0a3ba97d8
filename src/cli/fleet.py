"""`cml-fleet fleet [idle]`: the fleet at a glance."""

from collections.abc import Iterator

import typer

from cli.output import streams
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of, usd
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.output.watching import WatchOption, show_once_or_watch
from cli.session import connect
from cli.workers.idle import fleet_idle

fleet = typer.Typer(name="fleet", help="The fleet at a glance.", invoke_without_command=True)
fleet.command("idle")(fleet_idle)


@fleet.callback()
def show_fleet(context: typer.Context, watch: WatchOption = False, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show the fleet at a glance.

    How many workers there are, what they cost, how fresh the picture is and what fails.
    """
    if context.invoked_subcommand is not None:
        return
    with connect(context) as client:
        show_once_or_watch(lambda: _show(client.get("/api/fleet"), output), watch=watch)


def _show(summary: Record, output: OutputFormat) -> None:
    show_record(summary, SUMMARY, output)
    if output is OutputFormat.TABLE:
        for heading, records, view in _details(summary):
            streams.write(f"\n{heading}\n")
            show_records(records, view, output)


def _details(summary: Record) -> Iterator[tuple[str, list[Record], View]]:
    by_status = value_at(summary, "cost", "by_status") or {}
    costs = [{"status": status, **cost} for status, cost in sorted(by_status.items())]
    sections = (
        (f"Cost, without {text_at(summary, 'cost', 'not_included')}", costs, COST),
        ("Freshness", summary.get("freshness"), FRESHNESS),
        ("Failing", summary.get("failing"), FAILING),
    )
    for heading, records, view in sections:
        if records:
            yield heading, records, view


def _sum(heading: str, name: str, *path: str) -> Column:
    return Column(heading, lambda record: usd(value_at(record, *path, name)), numeric=True)


def _unknown_prices(summary: Record) -> str:
    unknown = value_at(summary, "cost", "workers_of_unknown_price")
    return f"{unknown} worker{'' if unknown == 1 else 's'} of unknown price" if unknown else ""


def _cloudwatch(summary: Record) -> str:
    plan = value_at(summary, "cloudwatch")
    if not isinstance(plan, dict):
        return ""
    interval = f"every {plan.get('interval_seconds')} s" if plan.get("interval_seconds") else "not read"
    words = f"{usd(plan.get('usd_per_month'))} a month, {interval}"
    if detailed := plan.get("detailed_monitoring_usd_per_month"):
        words += f", and {usd(detailed)} for detailed monitoring"
    return f"{words}; {plan['reason']}" if plan.get("reason") else words


def _counts(key: str) -> Column:
    def read(summary: Record) -> str:
        counts = value_at(summary, key) or {}
        return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))

    return Column(key.replace("_", " ").upper(), read)


SUMMARY = View(
    (
        field("FLEET", "name"),
        field("WORKERS", "workers"),
        _counts("by_status"),
        _counts("by_region"),
        _sum("COST/H", "usd_per_hour", "cost"),
        _sum("MONTH", "month_to_date_usd", "cost"),
        Column("NOT KNOWN", _unknown_prices),
        Column("CLOUDWATCH", _cloudwatch),
    ),
    plural="fleets",
    name_field="name",
)
COST = View(
    (
        field("STATUS", "status"),
        field("WORKERS", "workers"),
        _sum("COST/H", "usd_per_hour"),
        _sum("MONTH", "month_to_date_usd"),
        field("UNKNOWN PRICE", "workers_of_unknown_price"),
    ),
    plural="costs",
    name_field="status",
)
FRESHNESS = View(
    (
        field("SOURCE", "source"),
        field("ACCOUNT", "account", spare=2),
        field("REGION", "region"),
        Column("READ", lambda record: age_of(text_at(record, "last_success_at")), numeric=True),
        Column("TRIED", lambda record: age_of(text_at(record, "last_attempt_at")), numeric=True, spare=1),
        field("WORKERS", "workers"),
        field("FAILED", "failed"),
    ),
    plural="sources read yet",
    name_field="source",
)
FAILING = View(
    (
        field("WORKER", "name"),
        field("SOURCE", "source"),
        field("CODE", "code"),
        Column("SINCE", lambda record: age_of(text_at(record, "since")), numeric=True),
        field("MESSAGE", "message", wraps=True),
    ),
    plural="failing sources",
    name_field="worker_id",
)
