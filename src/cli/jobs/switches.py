"""`cml-fleet jobs enable|disable|reset|set`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of
from cli.errors import CliError, NotAllowedError, NotFoundError, UsageError
from cli.jobs import columns
from cli.jobs.job_words import JobArgument, JobsArgument
from cli.jobs.params import ParamOption, read_params
from cli.jobs.paths import JOBS, job_path
from cli.output.columns import text_at
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

REFUSALS: Mapping[str, type[CliError]] = {"not_found": NotFoundError, "permission_denied": NotAllowedError}

GraceOption = Annotated[float | None, typer.Option(help="Seconds that a run may begin late.")]


def set_params(
    context: typer.Context,
    name: JobArgument,
    *,
    param: ParamOption = None,
    grace: GraceOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Set what all runs of the schedule get, in place of what was set before, and how late they may begin."""
    changes: dict[str, Any] = {"params": read_params(param, None, None)} if param else {}
    changes |= {} if grace is None else {"misfire_grace_seconds": grace}
    if not changes:
        raise UsageError("Say what to set: --param, --grace.")
    with connect(context) as client:
        changed = client.patch(job_path(name), changes)
    show_record(changed, columns.DETAILS, output)


def enable(context: typer.Context, names: JobsArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Keep the schedules of jobs, whatever their settings say."""
    with connect(context) as client:
        _switch(client, names, "enable", output)


def disable(context: typer.Context, names: JobsArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Keep the schedules of jobs no more, over restarts, until somebody enables them."""
    with connect(context) as client:
        _switch(client, names, "disable", output)


def reset(context: typer.Context, name: JobArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Run a job again as its code says: schedule, params, grace, and whether it is enabled."""
    with connect(context) as client:
        changed = client.post(job_path(name, "/reset"))
    show_record(changed, columns.DETAILS, output)


def _switch(client: ApiClient, names: list[str], act: str, output: OutputFormat) -> None:
    outcomes = items_of(client.post(f"{JOBS}:{act}", {"names": names}))
    show_records(outcomes, columns.OUTCOMES, output)
    refused = [text_at(outcome, "code") for outcome in outcomes if text_at(outcome, "code")]
    if refused:
        raise _refusal(refused, len(outcomes))


def _refusal(codes: list[str], asked: int) -> CliError:
    """With the exit code of what they were all refused for; that something failed where some were not."""
    kinds = {REFUSALS.get(code, CliError) for code in codes} if len(codes) == asked else {CliError}
    kind = kinds.pop() if len(kinds) == 1 else CliError
    return kind(f"{len(codes)} of {asked} {'was' if len(codes) == 1 else 'were'} refused.")
