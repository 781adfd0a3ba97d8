"""Follows a run to its end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.connection.api_client import ApiClient
from cli.errors import CliError, TimedOutError
from cli.jobs.paths import execution_path
from cli.jobs.run_columns import EXECUTION
from cli.output import streams
from cli.output.columns import Record, text_at, value_at
from cli.output.formats import OutputFormat, show_record

ASKED_SECONDS = 1.0
"""How long the server is asked to wait: so often the progress bar moves."""
WELL = ("completed", "completed_with_warnings")

Progress = Callable[[Record], None]


def show_run(client: ApiClient, run: Record, seconds: float | None, output: OutputFormat) -> None:
    """Show a run when it is over, None = as it is now. Raises CliError when it did not end well."""
    over = run if seconds is None else _followed(client, run, seconds)
    show_record(over, EXECUTION, output)
    if seconds is not None and text_at(over, "state") not in WELL:
        why = text_at(over, "error", "message") or text_at(over, "reason")
        raise CliError(f"The run is {text_at(over, 'state')}{f': {why}' if why else ''}.")


def _followed(client: ApiClient, run: Record, seconds: float) -> Record:
    """Wait for the end, with a progress bar on a terminal. TimedOutError where it takes longer; it goes on then."""
    ends = time.monotonic() + seconds
    with _progress() as show:
        show(run)
        while value_at(run, "finished_at") is None:
            left = ends - time.monotonic()
            if left <= 0:
                raise TimedOutError(
                    f"The run {text_at(run, 'id')} goes on; cml-fleet jobs logs --follow tells its end."
                )
            params = {"wait": f"{min(ASKED_SECONDS, left):.3f}"}
            run = client.get(execution_path(text_at(run, "id")), params)
            show(run)
    return run


@contextmanager
def _progress() -> Iterator[Progress]:
    if not streams.can_draw_messages():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)

        def show(run: Record) -> None:
            words = [text_at(run, "job"), text_at(run, "state"), text_at(run, "progress", "text")]
            done, total = value_at(run, "progress", "done"), value_at(run, "progress", "total")
            bars.update(
                bar, description=" ".join(filter(None, words)), completed=done or 0, total=total or None, refresh=True
            )

        yield show
