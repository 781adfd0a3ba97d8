"""`cml-fleet jobs remove`."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of, read_pages
from cli.errors import UsageError
from cli.jobs import columns
from cli.jobs.job_words import job_words
from cli.jobs.paths import EXECUTIONS, job_path
from cli.jobs.run_columns import RUNS
from cli.operations.acting import YesOption, make_sure
from cli.output import streams
from cli.output.columns import text_at
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

MOST_ONE_OFFS = 500

NameArgument = Annotated[str | None, typer.Argument(metavar="[NAME]", help="A job's name.", autocompletion=job_words)]
AllMineOption = Annotated[bool, typer.Option("--all-mine", help="Cancel all one-offs of one's own that wait.")]


def remove(
    context: typer.Context,
    name: NameArgument = None,
    *,
    all_mine: AllMineOption = False,
    yes: YesOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Take away the schedule that somebody gave a job, or cancel all one-offs of one's own that wait."""
    if (name is None) is not all_mine:
        raise UsageError("Name a job, or say --all-mine.")
    with connect(context) as client:
        if name is not None:
            removed = client.request("DELETE", job_path(name))
            show_record(removed, columns.DETAILS, output)
        else:
            _cancel_own(client, yes=yes, output=output)


def _cancel_own(client: ApiClient, *, yes: bool, output: OutputFormat) -> None:
    wanted = {"owner": "me", "state": ["pending", "rate_limited"]}
    waiting = read_pages(client, EXECUTIONS, wanted, MOST_ONE_OFFS).records
    own = [run for run in waiting if text_at(run, "triggered_by") == "one_off"]
    if not own:
        streams.message("No one-off of yours waits.")
        return
    make_sure(f"Cancel {len(own)} one-offs?", yes=yes)
    cancelled = client.post(f"{EXECUTIONS}:cancel-own", {"confirm": len(own)})
    show_records(items_of(cancelled), RUNS, output)
