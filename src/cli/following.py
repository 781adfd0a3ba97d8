"""Follows what the service does to its end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cli.connection.api_client import ApiClient
from cli.errors import TimedOutError
from cli.output import streams
from cli.output.columns import Record, value_at

ASKED_SECONDS = 1.0
"""How long the server is asked to wait: so often the progress bar moves."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done in words, and `done` of `total`, None where nobody knows of how much."""

    words: str
    done: int
    total: int | None


def followed(
    client: ApiClient, path: str, record: Record, seconds: float, describe: Callable[[Record], Progress], still: str
) -> Record:
    """Wait for the end of what is at `path`, with a progress bar on a terminal, and return it as it is then.

    Raises TimedOutError with the sentence `still` when it goes on for longer than `seconds`; it is not ended by that.
    """
    ends = time.monotonic() + seconds
    with _bar() as show:
        show(describe(record))
        while value_at(record, "finished_at") is None:
            left = ends - time.monotonic()
            if left <= 0:
                raise TimedOutError(still)
            record = client.get(path, {"wait": f"{min(ASKED_SECONDS, left):.3f}"})
            show(describe(record))
    return record


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    if not streams.can_draw_messages():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)

        def show(now: Progress) -> None:
            bars.update(bar, description=now.words, completed=now.done, total=now.total, refresh=True)

        yield show
