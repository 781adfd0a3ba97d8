"""How jobs and runs are named on the command line."""

from typing import Annotated

import typer

from cli.completion.worker_words import HARMLESS, MOST_SECONDS
from cli.connection.pages import items_of
from cli.errors import CliError
from cli.jobs.paths import JOBS
from cli.output.columns import text_at
from cli.session import connect

BEGUN = ("running", "rate_limited", "completed", "completed_with_warnings", "failed", "timed_out", "cancelled")
"""States of runs that may have logged something."""
STATES = ("pending", *BEGUN, "skipped", "missed")


def job_words(context: typer.Context, incomplete: str) -> list[str]:
    """Return the names of jobs that begin as typed; none when the service does not answer at once."""
    try:
        with connect(context, seconds=MOST_SECONDS) as client:
            names = [text_at(job, "name") for job in items_of(client.get(JOBS))]
    except CliError:
        return []
    return [name for name in names if name.startswith(incomplete) and HARMLESS.fullmatch(name)]


def state_words(incomplete: str) -> list[str]:
    """Return the states of runs that begin as typed."""
    return [state for state in STATES if state.startswith(incomplete)]


JobArgument = Annotated[str, typer.Argument(metavar="NAME", help="A job's name.", autocompletion=job_words)]
JobsArgument = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names of jobs.", autocompletion=job_words)]
RunArgument = Annotated[str, typer.Argument(metavar="ID", help="A run's id.")]
