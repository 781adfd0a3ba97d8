"""`cml-fleet workers watch`: the fleet as it moves."""

from contextlib import suppress

import typer

from cli.events.stream import EventStream
from cli.events.stream_thread import StreamThread
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption
from cli.session import connect
from cli.workers.change_printer import ChangePrinter
from cli.workers.live_screen import LiveScreen

ABOUT_WORKERS = "lifecycle,status,checks,details,telemetry,source,service,license,fleet"
"""The categories of events that change a row: the labs of a large fleet are many, and none is shown."""


def watch(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show workers as they change.

    Until ctrl-C: a live table on a terminal, elsewhere a line for each change.
    """
    with connect(context) as client, suppress(KeyboardInterrupt):
        stream = EventStream(client, {"snapshot": "true", "delivery": "latest", "event_types": ABOUT_WORKERS})
        if output is OutputFormat.TABLE and streams.on_terminal():
            LiveScreen().run(StreamThread(stream))
        else:
            printer = ChangePrinter(output)
            for item in stream:
                printer.take(item)
