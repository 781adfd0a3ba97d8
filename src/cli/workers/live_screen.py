"""The live table of a terminal."""

import time
from collections import Counter
from typing import TYPE_CHECKING

from cli.events.connection_state import ConnectionState
from cli.events.sse_parser import ServerSentEvent
from cli.events.stream import StreamItem
from cli.events.stream_thread import StreamThread
from cli.output import tables
from cli.output.columns import Record, text_at
from cli.workers.columns import LIVE
from cli.workers.live_fleet import LiveFleet

if TYPE_CHECKING:
    from rich.console import RenderableType

FRAME_SECONDS = 0.25
LINES_AROUND_ROWS = 4
"""The state line, the table's heading and rule, and the line that counts what does not fit."""


class LiveScreen:
    """What is drawn: the state of the connection, and as many workers as fit."""

    def __init__(self) -> None:
        self._fleet = LiveFleet()
        self._state = ConnectionState(time.monotonic())

    def run(self, thread: StreamThread) -> None:
        """Draw four times a second until the thread's stream fails or ctrl-C is pressed."""
        from rich.live import Live

        console = tables.terminal()
        with Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False) as live:
            thread.start()
            while True:
                live.update(self.drawing(console.size.height), refresh=True)
                for item in thread.drain(FRAME_SECONDS):
                    self.take(item)

    def take(self, item: StreamItem) -> None:
        """Follow what the stream gave."""
        self._state.take(item, time.monotonic())
        if isinstance(item, ServerSentEvent):
            self._fleet.take(item)

    def drawing(self, height: int) -> "RenderableType":
        """Return what to draw on `height` lines."""
        from rich.console import Group
        from rich.text import Text

        now = time.monotonic()
        workers = sorted(self._fleet.workers.values(), key=_order)
        shown = workers[: max(1, height - LINES_AROUND_ROWS)]
        hidden = len(workers) - len(shown)
        state = Text.assemble(tables.terminal_cell(self._state.cell(now)), f"   {_counts(workers)}")
        table = tables.terminal_table(LIVE.columns, shown)
        table.style = "" if self._state.is_live(now) else "dim"
        return Group(state, table, Text(f"and {hidden} more" if hidden else ""))


def _order(worker: Record) -> tuple[str, str]:
    return text_at(worker, "name"), text_at(worker, "id")


def _counts(workers: list[Record]) -> str:
    counts = Counter(text_at(worker, "status") for worker in workers)
    words = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{len(workers)} workers{f': {words}' if words else ''}"
