"""`cml-fleet workers refresh`: read a worker's sources now."""

from typing import Annotated

import typer

from cli.connection.worker_names import worker_path
from cli.errors import CliError
from cli.output import streams
from cli.output.columns import Record, value_at
from cli.output.formats import OutputFormat, OutputOption, document, show_record
from cli.session import connect
from cli.workers.columns import DETAILS
from cli.workers.options import WorkerArgument

SourcesOption = Annotated[str | None, typer.Option(help="Which to read, such as ec2,cloudwatch; default: all.")]


def refresh(
    context: typer.Context,
    worker: WorkerArgument,
    sources: SourcesOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Read a worker's sources now and show what they say."""
    with connect(context) as client:
        params = {"sources": sources} if sources else {}
        reply = client.post(f"{worker_path(client, worker)}/refresh", params=params)
    _show(reply, output)
    for source, error in (value_at(reply, "errors") or {}).items():
        streams.message(f"{source}: {error.get('message')}")
    if value_at(reply, "errors"):
        raise CliError("Not every source could be read.")


def _show(reply: Record, output: OutputFormat) -> None:
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(reply, output))
        return
    show_record(value_at(reply, "worker") or {}, DETAILS, output)
    streams.message(f"Read: {_words(reply, 'sources_synced')}. Changed: {_words(reply, 'updated_fields')}.")


def _words(reply: Record, key: str) -> str:
    return ", ".join(map(str, value_at(reply, key) or ())) or "nothing"
