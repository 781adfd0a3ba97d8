"""`cml-fleet operations ...`."""

from typing import Annotated

import typer

from cli.connection.pages import items_of
from cli.operations.columns import DETAILS, LIST
from cli.operations.following import failure_of, followed, operation_path
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

operations = typer.Typer(name="operations", help="What was asked for and takes its time.", no_args_is_help=True)

OperationArgument = Annotated[str, typer.Argument(metavar="ID", help="The operation's id.")]
LimitOption = Annotated[int, typer.Option(min=1, max=500, help="How many to list.")]
TimeoutOption = Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")]


@operations.command("list")
def list_operations(context: typer.Context, limit: LimitOption = 50, output: OutputOption = OutputFormat.TABLE) -> None:
    """List operations, the newest first."""
    with connect(context) as client:
        items = items_of(client.get("/api/operations", {"limit": limit}))
    show_records(items, LIST, output)


@operations.command("get")
def get_operation(
    context: typer.Context, operation_id: OperationArgument, output: OutputOption = OutputFormat.TABLE
) -> None:
    """Show one operation."""
    with connect(context) as client:
        found = client.get(operation_path(operation_id))
    show_record(found, DETAILS, output)


@operations.command()
def wait(
    context: typer.Context,
    operation_id: OperationArgument,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Wait for an operation's end; exit code 1 when something of it failed, 6 when it goes on."""
    with connect(context) as client:
        ended = followed(client, client.get(operation_path(operation_id)), timeout)
    show_record(ended, DETAILS, output)
    if failure := failure_of(ended):
        raise failure
