"""`cml-fleet labs start|stop|wipe|delete`."""

from typing import Annotated, Any

import typer

from cli.connection.api_client import ApiClient
from cli.labs.lab_names import lab_path, resolve_lab, resolve_labs
from cli.operations.acting import TimeoutOption, WaitOption, YesOption, make_sure, show_end
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption
from cli.session import connect

LabArgument = Annotated[str, typer.Argument(metavar="LAB", help="A lab's id or title.")]
LabsArgument = Annotated[list[str], typer.Argument(metavar="LAB...", help="Ids or titles.")]
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


def _begin_on(client: ApiClient, labs: list[str], act: str) -> Record:
    if len(labs) == 1:
        return client.post(f"{lab_path(resolve_lab(client, labs[0]))}/{act}")
    return client.post(f"/api/labs:{act}", {"ids": resolve_labs(client, labs)})
