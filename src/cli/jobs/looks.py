"""`cml-fleet jobs list|get|status|overview|health|why|executions`."""

from typing import Annotated, Any

import typer

from cli.connection.pages import items_of, read_pages
from cli.errors import CliError
from cli.jobs import columns
from cli.jobs.job_words import JobArgument, job_words, state_words
from cli.jobs.paths import EXECUTIONS, JOBS, execution_path, job_path
from cli.jobs.run_columns import EXECUTION, RUNS
from cli.output import streams
from cli.output.columns import text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, document, show_record, show_records
from cli.output.watching import WatchOption, show_once_or_watch
from cli.session import connect

OfJobOption = Annotated[
    list[str] | None, typer.Option("--job", help="Only of this job; may be repeated.", autocompletion=job_words)
]
StateOption = Annotated[
    list[str] | None,
    typer.Option("--state", help="Only these, such as failed; may be repeated.", autocompletion=state_words),
]
MineOption = Annotated[bool, typer.Option("--mine", help="Only one's own.")]
SinceOption = Annotated[str | None, typer.Option(help="Only slots from a time on: 2026-11-01T00:00:00Z.")]
UntilOption = Annotated[str | None, typer.Option(help="Only slots before a time.")]
LimitOption = Annotated[int, typer.Option(min=1, help="How many to list.")]


def list_jobs(context: typer.Context, *, watch: WatchOption = False, output: OutputOption = OutputFormat.TABLE) -> None:
    """List jobs with their next run and how the last one went."""
    with connect(context) as client:
        show_once_or_watch(lambda: show_records(items_of(client.get(JOBS)), columns.LIST, output), watch=watch)


def get(context: typer.Context, name: JobArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show a job, its next five runs, its params and what was changed of it."""
    with connect(context) as client:
        found = client.get(job_path(name))
    show_record(found, columns.DETAILS, output)


def why(context: typer.Context, name: JobArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Say why a job does not run now; -o json with the record that proves it."""
    with connect(context) as client:
        found = client.get(job_path(name, "/why"))
    if output is OutputFormat.TABLE:
        streams.write_line(f"{text_at(found, 'job')}: {text_at(found, 'sentence')}.")
    else:
        show_record(found, columns.WHY, output)


def health(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show whether jobs run in time; exit code 1 where one is overdue, or nobody keeps the schedules."""
    with connect(context) as client:
        found = client.get(f"{JOBS}/health")
    if output in {OutputFormat.JSON, OutputFormat.YAML}:
        streams.write(document(found, output))
    else:
        show_records(value_at(found, "jobs") or [], columns.HEALTH, output)
    if not value_at(found, "scheduler", "leads"):
        raise CliError("No process keeps the schedules.")
    if not value_at(found, "well"):
        raise CliError("Some jobs are overdue.")


def overview(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show how the last 24 hours went, what runs now and what comes next."""
    with connect(context) as client:
        found = client.get(f"{JOBS}/overview")
    if output in {OutputFormat.JSON, OutputFormat.YAML}:
        streams.write(document(found, output))
        return
    show_records(value_at(found, "jobs") or [], columns.OVERVIEW, output)
    _show_running(value_at(found, "running") or [], output)


def status(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show who keeps the schedules, and the overview."""
    with connect(context) as client:
        scheduler, found = client.get(f"{JOBS}/scheduler"), client.get(f"{JOBS}/overview")
    if output in {OutputFormat.JSON, OutputFormat.YAML}:
        streams.write(document({"scheduler": scheduler, "overview": found}, output))
        return
    show_record(scheduler, columns.SCHEDULER, output)
    streams.write("\n")
    show_records(value_at(found, "jobs") or [], columns.OVERVIEW, output)
    _show_running(value_at(found, "running") or [], output)


def executions(
    context: typer.Context,
    run: Annotated[str | None, typer.Argument(metavar="[ID]", help="Show this run alone.")] = None,
    *,
    job: OfJobOption = None,
    state: StateOption = None,
    mine: MineOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 50,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List runs, the newest first: those to come, those that go on and those that are over."""
    with connect(context) as client:
        if run is not None:
            show_record(client.get(execution_path(run)), EXECUTION, output)
            return
        given: dict[str, Any] = {"job": job, "state": state, "since": since, "until": until}
        params = {name: value for name, value in given.items() if value} | ({"owner": "me"} if mine else {})
        found = read_pages(client, EXECUTIONS, params, limit)
    show_records(found.records, RUNS, output)


def _show_running(running: list[dict[str, Any]], output: OutputFormat) -> None:
    if running:
        streams.write("\n")
        show_records(running, RUNS, output)
    else:
        streams.message("Nothing runs.")
