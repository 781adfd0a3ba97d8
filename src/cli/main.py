"""The entry point `cml-fleet`."""

import os
import sys
from typing import Annotated

import typer
from typer.completion import get_completion_inspect_parameters

from cli.alerts.alert_commands import alerts
from cli.alerts.rule_commands import alert_rules
from cli.archive.commands import archive
from cli.audit.commands import audit
from cli.catalogue.commands import catalogue
from cli.completion.command import completion
from cli.completion.scripts import VARIABLE
from cli.config import config
from cli.connection.target import Choice
from cli.credentials.commands import credentials
from cli.demo.command import demo
from cli.doctor import doctor
from cli.errors import CliError, OutputClosedError
from cli.events.commands import events
from cli.fleet import fleet
from cli.global_options import with_global_options_first
from cli.jobs.commands import jobs
from cli.keys.commands import keys
from cli.labs.commands import labs
from cli.operations.commands import operations
from cli.output import streams
from cli.raw_request import raw_request
from cli.serve import serve
from cli.settings.commands import settings
from cli.simulator.commands import simulator
from cli.webhooks.commands import webhooks
from cli.workers.commands import workers

app = typer.Typer(
    name="cml-fleet",
    help="A live picture of a fleet of CML workers, and the means to act on it.",
    no_args_is_help=True,
    add_completion=False,  # `completion` says it in a way that needs no guess at the shell
    rich_markup_mode=None,  # rich's help costs half of the start time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve)
app.command()(demo)
app.command()(doctor)
app.add_typer(config)
app.add_typer(workers)
app.add_typer(fleet)
app.add_typer(catalogue)
app.add_typer(labs)
app.add_typer(jobs)
app.add_typer(events)
app.add_typer(operations)
app.add_typer(keys)
app.add_typer(credentials)
app.add_typer(settings)
app.add_typer(audit)
app.add_typer(webhooks)
app.add_typer(archive)
app.add_typer(alerts)
app.add_typer(alert_rules)
app.add_typer(simulator)
app.command(name="api")(raw_request)
app.command()(completion)


def run() -> None:
    """Run the command line; the process ends with one of the exit codes."""
    streams.prepare()
    if VARIABLE in os.environ:
        get_completion_inspect_parameters()  # makes the shells known that Typer completes for
    try:
        _run_and_flush()
    except OutputClosedError as closed:
        streams.discard_output()
        sys.exit(closed.exit_code)
    except CliError as error:
        streams.message(f"cml-fleet: {error}")
        sys.exit(error.exit_code)


@app.callback()
def choose_server(
    context: typer.Context,
    server: Annotated[
        str | None, typer.Option(help="Address of the server. Also CML_FLEET_SERVER; default: the demo.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(help="Key to show there. Also CML_FLEET_TOKEN or CML_FLEET_TOKEN_FILE.")
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda wanted: _show_version(wanted=wanted),
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that concern every command."""
    context.obj = Choice(server, token)


def _run_and_flush() -> None:
    try:
        app(args=with_global_options_first(sys.argv[1:]), prog_name="cml-fleet")
    finally:
        streams.flush()


def _show_version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            streams.write_line(f"cml-fleet {version('cml-fleet')}")
        except PackageNotFoundError as error:
            raise CliError("The version is not known: cml-fleet is not installed.") from error
        raise typer.Exit
