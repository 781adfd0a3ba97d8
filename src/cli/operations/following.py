"""Follows an operation to its end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.errors import CliError, TimedOutError
from cli.output import streams
from cli.output.columns import Record, text_at, value_at

ASKED_SECONDS = 1.0
"""How long the server is asked to wait: so often the progress bar moves."""

Progress = Callable[[Record], None]


def operation_path(operation_id: str) -> str:
    """Return the path of an operation."""
    return f"/api/operations/{quote(operation_id, safe='')}"


def followed(client: ApiClient, operation: Record, seconds: float) -> Record:
    """Wait for the end of `operation`, with a progress bar on a terminal, and return it as it is then.

    Raises TimedOutError when it goes on for longer than `seconds`; it is not ended by that.
    """
    ends = time.monotonic() + seconds
    with _progress() as show:
        show(operation)
        while value_at(operation, "finished_at") is None:
            left = ends - time.monotonic()
            if left <= 0:
                raise TimedOutError(
                    f"Operation {text_at(operation, 'id')} goes on; cml-fleet operations wait tells its end."
                )
            params = {"wait": f"{min(ASKED_SECONDS, left):.3f}"}
            operation = client.get(operation_path(text_at(operation, "id")), params)
            show(operation)
    return operation


def failure_of(operation: Record) -> CliError | None:
    """Return what a finished operation ends the command with; None where all went well."""
    if failure := value_at(operation, "failure"):
        return CliError(f"The operation failed: {failure.get('message')}.")
    failed = value_at(operation, "failed") or 0
    return CliError(f"{failed} of {len(value_at(operation, 'targets') or ())} failed.") if failed else None


def _doing(operation: Record) -> str:
    """Return what is done, and of a single target at which step it is."""
    command, targets = text_at(operation, "command"), list(value_at(operation, "targets") or ())
    step = text_at(targets[0], "step") if len(targets) == 1 else ""
    return f"{command}: {step}" if step else command


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

        def show(operation: Record) -> None:
            done, failed, waiting = (value_at(operation, name) or 0 for name in ("done", "failed", "waiting"))
            total = done + failed + waiting
            bars.update(bar, description=_doing(operation), completed=done + failed, total=total, refresh=True)

        yield show
