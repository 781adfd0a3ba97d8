"""`cml-fleet jobs trigger|run|cancel|retry|pause|resume`."""

from typing import Annotated, Any

import typer

from cli.jobs.following import show_run
from cli.jobs.job_words import JobArgument, RunArgument
from cli.jobs.params import EndOption, ParamOption, StartOption, read_params
from cli.jobs.paths import execution_path, job_path
from cli.jobs.run_columns import EXECUTION
from cli.operations.acting import TimeoutOption, WaitOption
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect

DryOption = Annotated[bool, typer.Option("--dry-run", help="Write nothing, where the job can do so.")]


def trigger(
    context: typer.Context,
    name: JobArgument,
    *,
    start: StartOption = None,
    end: EndOption = None,
    param: ParamOption = None,
    dry_run: DryOption = False,
    wait: WaitOption = False,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Run a job now, beside its schedule, and show the run."""
    _trigger(context, name, _body(read_params(param, start, end), dry_run=dry_run), timeout if wait else None, output)


def run(
    context: typer.Context,
    name: JobArgument,
    *,
    start: StartOption = None,
    end: EndOption = None,
    param: ParamOption = None,
    dry_run: DryOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 3600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Run a job now and wait for its end; exit code 1 when it does not end well, 6 when it goes on."""
    _trigger(context, name, _body(read_params(param, start, end), dry_run=dry_run), timeout if wait else None, output)


def cancel(context: typer.Context, run_id: RunArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Cancel a run: one that waits at once, one that goes on within a second."""
    _act(context, run_id, "/cancel", output)


def pause(context: typer.Context, run_id: RunArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Hold up a run at its next step."""
    _act(context, run_id, "/pause", output)


def resume(context: typer.Context, run_id: RunArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Let a run go on that was paused."""
    _act(context, run_id, "/resume", output)


def retry(
    context: typer.Context,
    run_id: RunArgument,
    *,
    wait: WaitOption = False,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Run once more what failed, timed out or was cancelled, with the same input."""
    with connect(context) as client:
        again = client.post(execution_path(run_id, "/retry"))
        show_run(client, again, timeout if wait else None, output)


def _body(params: dict[str, Any], *, dry_run: bool) -> dict[str, Any]:
    return {"params": params, "dry_run": dry_run}


def _trigger(
    context: typer.Context, name: str, body: dict[str, Any], seconds: float | None, output: OutputFormat
) -> None:
    with connect(context) as client:
        show_run(client, client.post(job_path(name, "/trigger"), body), seconds, output)


def _act(context: typer.Context, run_id: str, act: str, output: OutputFormat) -> None:
    with connect(context) as client:
        shown = client.post(execution_path(run_id, act))
    show_record(shown, EXECUTION, output)
