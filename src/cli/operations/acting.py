"""What commands that begin operations have in common."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.errors import CliError, UsageError
from cli.operations.columns import DETAILS
from cli.operations.following import failure_of, followed
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, show_record

WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for the end.")]
TimeoutOption = Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def show_end(client: ApiClient, operation: Record, seconds: float | None, output: OutputFormat) -> None:
    """Show an operation when it has ended, None = as it is now. Raises CliError when something of it failed."""
    ended = operation if seconds is None else followed(client, operation, seconds)
    show_record(ended, DETAILS, output)
    if seconds is not None and (failure := failure_of(ended)):
        raise failure


def make_sure(question: str, *, yes: bool) -> None:
    """Ask before what cannot be taken back. Raises UsageError where nobody can be asked, CliError on a no."""
    if yes:
        return
    if not streams.can_ask():
        raise UsageError("This needs --yes where nobody can be asked.")
    if not streams.ask(question):
        raise CliError("Nothing was done.")
