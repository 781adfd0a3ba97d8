"""`cml-fleet jobs logs`."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of
from cli.errors import NotFoundError, OverloadedError, TimedOutError, UnreachableError
from cli.events.backoff import Backoff
from cli.events.sse_parser import ServerSentEvent, SseParser
from cli.jobs.job_words import BEGUN, job_words
from cli.jobs.paths import execution_path, job_path
from cli.output import streams
from cli.output.columns import Record, text_at
from cli.output.figures import clock_time
from cli.output.formats import OutputFormat, OutputOption, document, json_line
from cli.output.safe_text import safe_line
from cli.session import connect

LINES_AT_A_TIME = 500
CURABLE = (UnreachableError, TimedOutError, OverloadedError)

LoggedArgument = Annotated[
    str,
    typer.Argument(metavar="ID", help="A run's id, or a job's name for its newest run.", autocompletion=job_words),
]
FollowOption = Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run is over.")]
FromOption = Annotated[int, typer.Option("--from", min=0, help="The number of the first line.")]


def logs(
    context: typer.Context,
    run: LoggedArgument,
    *,
    follow: FollowOption = False,
    first: FromOption = 0,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Print what a run logged and printed; with --follow on, as it does so."""
    with connect(context) as client:
        path = execution_path(run if "@" in run else _newest(client, run), "/logs")
        with suppress(KeyboardInterrupt):
            for line in _followed(client, path, first) if follow else _pages(client, path, first):
                _show(line, output)


def _newest(client: ApiClient, job: str) -> str:
    items = items_of(client.get(job_path(job, "/executions"), {"limit": 1, "state": list(BEGUN)}))
    if not items:
        raise NotFoundError(f"{job} never ran.")
    return text_at(items[0], "id")


def _pages(client: ApiClient, path: str, first: int) -> Iterator[Record]:
    while items := items_of(page := client.get(path, {"from": first, "limit": LINES_AT_A_TIME})):
        yield from items
        first = int(page["next"])


def _followed(client: ApiClient, path: str, first: int) -> Iterator[Record]:
    """Yield lines to the end of the run, over as many connections as it takes."""
    backoff = Backoff()
    while True:
        try:
            for event in _events(client, path, first):
                backoff.succeeded()
                if event.event == "end":
                    streams.message(f"The run is {json.loads(event.data)['state']}.")
                    return
                if event.event == "line":
                    line = json.loads(event.data)
                    first = line["number"] + 1
                    yield line
        except CURABLE as error:
            streams.message(f"{error} Trying again.")
        time.sleep(backoff.next_seconds())


def _events(client: ApiClient, path: str, first: int) -> Iterator[ServerSentEvent]:
    parser = SseParser()
    with client.events(path, {"from": first, "follow": "true"}, None) as chunks:
        for chunk in chunks:
            yield from parser.feed(chunk)


def _show(line: Record, output: OutputFormat) -> None:
    if output is OutputFormat.TABLE:
        words = (clock_time(line.get("at")), text_at(line, "level").ljust(7), text_at(line, "text"))
        streams.write_line(safe_line("  ".join(words)))
    elif output is OutputFormat.YAML:
        streams.write(document([line], output))
    else:
        streams.write_line(json_line(line))
