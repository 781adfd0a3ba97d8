"""`cml-fleet fleet`: the fleet at a glance."""

from collections.abc import Iterator

import typer

from cli.output import streams
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.output.watching import WatchOption, show_once_or_watch
from cli.session import connect


def fleet(context: typer.Context, watch: WatchOption = False, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show the fleet at a glance.

    How many workers there are, how fresh the picture is and what fails.
    """
    with connect(context) as client:
        show_once_or_watch(lambda: _show(client.get("/api/fleet"), output), watch=watch)


def _show(summary: Record, output: OutputFormat) -> None:
    show_record(summary, SUMMARY, output)
    if output is OutputFormat.TABLE:
        for heading, records, view in _details(summary):
            streams.write(f"\n{heading}\n")
            show_records(records, view, output)


def _details(summary: Record) -> Iterator[tuple[str, list[Record], View]]:
    for heading, key, view in (("Freshness", "freshness", FRESHNESS), ("Failing", "failing", FAILING)):
        if records := summary.get(key):
            yield heading, records, view


def _counts(key: str) -> Column:
    def read(summary: Record) -> str:
        counts = value_at(summary, key) or {}
        return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))

    return Column(key.replace("_", " ").upper(), read)


SUMMARY = View(
    (field("FLEET", "name"), field("WORKERS", "workers"), _counts("by_status"), _counts("by_region")),
    plural="fleets",
    name_field="name",
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
