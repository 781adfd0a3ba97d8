"""`cml-fleet settings ...`."""

from typing import Annotated

import typer

from cli.connection.pages import items_of
from cli.errors import UsageError
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect
from cli.settings.values import patch_in, patch_of, record_named, records_of, unsetting
from cli.settings.views import DETAILS, HISTORY, LIST

PATH = "/api/settings"

settings = typer.Typer(name="settings", help="Settings that change while the service runs.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name that list shows.")]
NamesArgument = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names that list shows.")]
AssignmentsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=VALUE...]", help="Values in JSON, or text; dots lead into a value."),
]
FileOption = Annotated[str | None, typer.Option("--file", "-f", help="A JSON merge patch; - for standard input.")]
LimitOption = Annotated[int, typer.Option(min=1, max=500, help="How many to list.")]


@settings.command("list")
def list_settings(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List what is in force, and where it comes from."""
    with connect(context) as client:
        found = client.get(PATH)
    show_records(records_of(found), LIST, output)
    _tell_faults(found)


@settings.command("get")
def get_setting(context: typer.Context, name: NameArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show one setting, and what would be in force without it."""
    with connect(context) as client:
        found = record_named(client.get(PATH), name)
    show_record(found, DETAILS, output)


@settings.command("set")
def set_settings(context: typer.Context, assignments: AssignmentsArgument = None, file: FileOption = None) -> None:
    """Set values, all of them or none: they are in force everywhere within two seconds."""
    if bool(assignments) == bool(file):
        raise UsageError("Give NAME=VALUE, or a --file.")
    patch = patch_in(file) if file else patch_of(assignments or [])
    with connect(context) as client:
        _tell_version(client.request("PATCH", PATH, body=patch))


@settings.command()
def unset(context: typer.Context, names: NamesArgument) -> None:
    """Take values back: what the environment says holds again."""
    with connect(context) as client:
        _tell_version(client.request("PATCH", PATH, body=unsetting(names, client.get(PATH))))


@settings.command()
def history(context: typer.Context, limit: LimitOption = 50, output: OutputOption = OutputFormat.TABLE) -> None:
    """List who changed what, the newest first."""
    with connect(context) as client:
        items = items_of(client.get(f"{PATH}/history", {"limit": limit}))
    show_records(items, HISTORY, output)


def _tell_version(changed: Record) -> None:
    streams.message(f"The settings are at version {changed.get('version')}.")
    _tell_faults(changed)


def _tell_faults(found: Record) -> None:
    for fault in found.get("faults") or ():
        streams.message(f"{fault.get('name')} is set and cannot be used: {fault.get('message')}.")
