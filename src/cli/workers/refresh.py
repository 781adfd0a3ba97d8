"""`cml-fleet workers refresh`: read workers' sources now."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import read_pages
from cli.connection.worker_names import resolve_workers, worker_path
from cli.errors import CliError, UsageError
from cli.operations.columns import DETAILS as OPERATION
from cli.operations.following import failure_of, followed
from cli.output import streams
from cli.output.columns import Record, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, document, show_record
from cli.session import connect
from cli.workers.detail_columns import DETAILS

MOST_AT_ONCE = 1_000

WorkersArgument = Annotated[
    list[str] | None, typer.Argument(metavar="WORKER...", help="Ids, names or instance ids.", show_default=False)
]
AllOption = Annotated[bool, typer.Option("--all", help="Every worker that is not terminated.")]
SourcesOption = Annotated[str | None, typer.Option(help="Which to read, such as ec2,cloudwatch; default: all.")]
WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="For several workers: wait for the end.")]
TimeoutOption = Annotated[float, typer.Option(min=0, help="For several workers: seconds to wait at most.")]


def refresh(
    context: typer.Context,
    *,
    workers: WorkersArgument = None,
    everything: AllOption = False,
    sources: SourcesOption = None,
    wait: WaitOption = True,
    timeout: TimeoutOption = 300,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Read workers' sources now and show what they say."""
    if bool(workers) == everything:
        raise UsageError("Name workers, or give --all.")
    with connect(context) as client:
        if workers and len(workers) == 1:
            _refresh_one(client, workers[0], sources, output)
        else:
            ids = resolve_workers(client, workers) if workers else _active(client)
            _refresh_many(client, ids, sources, timeout if wait else None, output)


def _refresh_one(client: ApiClient, worker: str, sources: str | None, output: OutputFormat) -> None:
    params = {"sources": sources} if sources else {}
    reply = client.post(f"{worker_path(client, worker)}/refresh", params=params)
    _show(reply, output)
    for source, error in (value_at(reply, "errors") or {}).items():
        streams.message(f"{source}: {error.get('message')}")
    if value_at(reply, "errors"):
        raise CliError("Not every source could be read.")


def _refresh_many(
    client: ApiClient, ids: list[str], sources: str | None, wait_seconds: float | None, output: OutputFormat
) -> None:
    if not 0 < len(ids) <= MOST_AT_ONCE:
        raise CliError(f"{len(ids)} workers: 1 to {MOST_AT_ONCE:,} can be refreshed at once.")
    body = {"ids": ids, "sources": [word.strip() for word in sources.split(",")] if sources else []}
    operation = client.post("/api/workers:refresh", body)
    if wait_seconds is None:
        show_record(operation, OPERATION, output)
        return
    ended = followed(client, operation, wait_seconds)
    show_record(ended, OPERATION, output)
    if failure := failure_of(ended):
        raise failure


def _active(client: ApiClient) -> list[str]:
    listing = read_pages(client, "/api/workers", {}, most=None)
    return [text_at(worker, "id") for worker in listing.records if worker.get("status") != "terminated"]


def _show(reply: Record, output: OutputFormat) -> None:
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(reply, output))
        return
    show_record(value_at(reply, "worker") or {}, DETAILS, output)
    streams.message(f"Read: {_words(reply, 'sources_synced')}. Changed: {_words(reply, 'updated_fields')}.")


def _words(reply: Record, key: str) -> str:
    return ", ".join(map(str, value_at(reply, key) or ())) or "nothing"
