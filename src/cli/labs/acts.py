"""`cml-fleet labs start|stop|wipe|delete`."""

from typing import Annotated, Any

import typer

from cli.connection.api_client import ApiClient
from cli.errors import CliError, UsageError
from cli.labs.lab_names import lab_path, resolve_lab, resolve_labs
from cli.operations.columns import DETAILS
from cli.operations.following import failure_of, followed
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect

LabArgument = Annotated[str, typer.Argument(metavar="LAB", help="A lab's id or title.")]
LabsArgument = Annotated[list[str], typer.Argument(metavar="LAB...", help="Ids or titles.")]
WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for the end.")]
TimeoutOption = Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Stop and wipe it first, where that is needed.")]


def start(
    context: typer.Context,
    labs: LabsArgument,
    *,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Start labs."""
    with connect(context) as client:
        show_end(client, _begin_on(client, labs, "start"), timeout if wait else None, output)


def stop(
    context: typer.Context,
    labs: LabsArgument,
    *,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Stop labs."""
    make_sure(f"Stop {', '.join(labs)}?", yes=yes)
    with connect(context) as client:
        show_end(client, _begin_on(client, labs, "stop"), timeout if wait else None, output)


def wipe(
    context: typer.Context,
    lab: LabArgument,
    *,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Let the nodes of a stopped lab forget what they wrote."""
    make_sure(f"Wipe {lab}?", yes=yes)
    with connect(context) as client:
        show_end(client, _begin_on(client, [lab], "wipe"), timeout if wait else None, output)


def delete(
    context: typer.Context,
    lab: LabArgument,
    *,
    force: ForceOption = False,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Delete a lab from its controller for good."""
    make_sure(f"Delete {lab} for good?", yes=yes)
    params: dict[str, Any] = {"stop_and_wipe": "true"} if force else {}
    with connect(context) as client:
        operation = client.request("DELETE", lab_path(resolve_lab(client, lab)), params)
        show_end(client, operation, timeout if wait else None, output)


def show_end(client: ApiClient, operation: Record, seconds: float | None, output: OutputFormat) -> None:
    """Show an operation when it has ended, None = as it is now. Raises CliError when something of it failed."""
    ended = operation if seconds is None else followed(client, operation, seconds)
    show_record(ended, DETAILS, output)
    if seconds is not None and (failure := failure_of(ended)):
        raise failure


def _begin_on(client: ApiClient, labs: list[str], act: str) -> Record:
    if len(labs) == 1:
        return client.post(f"{lab_path(resolve_lab(client, labs[0]))}/{act}")
    return client.post(f"/api/labs:{act}", {"ids": resolve_labs(client, labs)})


def make_sure(question: str, *, yes: bool) -> None:
    """Ask before what cannot be taken back. Raises UsageError where nobody can be asked, CliError on a no."""
    if yes:
        return
    if not streams.can_ask():
        raise UsageError("This needs --yes where nobody can be asked.")
    if not streams.ask(question):
        raise CliError("Nothing was done.")
