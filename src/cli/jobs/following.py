"""Follows a run to its end."""

from cli.connection.api_client import ApiClient
from cli.errors import CliError
from cli.following import Progress, followed
from cli.jobs.paths import execution_path
from cli.jobs.run_columns import EXECUTION
from cli.output.columns import Record, text_at, value_at
from cli.output.formats import OutputFormat, show_record

WELL = ("completed", "completed_with_warnings")


def show_run(client: ApiClient, run: Record, seconds: float | None, output: OutputFormat) -> None:
    """Show a run when it is over, None = as it is now. Raises CliError when it did not end well."""
    over = run if seconds is None else _followed(client, run, seconds)
    show_record(over, EXECUTION, output)
    if seconds is not None and text_at(over, "state") not in WELL:
        why = text_at(over, "error", "message") or text_at(over, "reason")
        raise CliError(f"The run is {text_at(over, 'state')}{f': {why}' if why else ''}.")


def _followed(client: ApiClient, run: Record, seconds: float) -> Record:
    run_id = text_at(run, "id")
    still = f"The run {run_id} goes on; cml-fleet jobs logs --follow tells its end."
    return followed(client, execution_path(run_id), run, seconds, _progress, still)


def _progress(run: Record) -> Progress:
    words = [text_at(run, "job"), text_at(run, "state"), text_at(run, "progress", "text")]
    done, total = value_at(run, "progress", "done"), value_at(run, "progress", "total")
    return Progress(" ".join(filter(None, words)), done or 0, total or None)
