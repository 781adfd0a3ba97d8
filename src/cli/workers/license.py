"""`cml-fleet workers license ...`: registration of a worker's controller with Cisco Smart Licensing."""

import os
from typing import Annotated, Any

import typer

from cli.connection.worker_names import worker_path
from cli.credentials.secret_input import read_secret
from cli.errors import UsageError
from cli.operations.acting import TimeoutOption, WaitOption, YesOption, make_sure, show_end
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect
from cli.workers.license_words import license_act_words
from cli.workers.options import WorkerArgument

TOKEN_VARIABLE = "CML_FLEET_LICENSE_TOKEN"  # noqa: S105  # its name

license_commands = typer.Typer(name="license", help="Licences of CML controllers.", no_args_is_help=True)

TokenOption = Annotated[
    str | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help=f"A file with the token; - is standard input. Without it {TOKEN_VARIABLE} is read, or you are asked.",
    ),
]
ReregisterOption = Annotated[bool, typer.Option("--reregister", help="Although the controller is registered.")]


def _licensed(shown: Record) -> str:
    licensed = value_at(shown, "license", "licensed")
    return {True: "yes", False: "no"}.get(licensed, "not known")


def _act(shown: Record) -> str:
    act = value_at(shown, "act")
    return license_act_words(act) if isinstance(act, dict) else ""


STATUS = View(
    (
        field("WORKER", "worker_id"),
        Column("LICENSED", _licensed),
        field("REASON", "license", "reason"),
        field("REGISTRATION", "license", "registration"),
        field("AUTHORIZATION", "license", "authorization"),
        field("EXPIRES", "license", "expires_at"),
        Column("DAYS LEFT", lambda shown: text_at(shown, "days_left"), numeric=True),
        Column("LAST ACT", _act),
    ),
    plural="licenses",
)


@license_commands.command()
def status(context: typer.Context, worker: WorkerArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show a licence as last read, and what is done about it."""
    with connect(context) as client:
        show_record(client.get(f"{worker_path(client, worker)}/license"), STATUS, output)


@license_commands.command()
def register(
    context: typer.Context,
    worker: WorkerArgument,
    *,
    token: TokenOption = None,
    reregister: ReregisterOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Register a controller; the token is never given on the command line, which others can read."""
    body = {"token": _token(token), "reregister": reregister}
    _act_on(context, worker, "register", body, timeout if wait else None, output)


@license_commands.command()
def renew(
    context: typer.Context,
    worker: WorkerArgument,
    *,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Renew a registration."""
    _act_on(context, worker, "renew", None, timeout if wait else None, output)


@license_commands.command()
def deregister(
    context: typer.Context,
    worker: WorkerArgument,
    *,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Give a registration up: no node starts any more."""
    make_sure(f"Deregister {worker}, so that no node starts on it any more?", yes=yes)
    _act_on(context, worker, "deregister", None, timeout if wait else None, output)


def _act_on(
    context: typer.Context,
    worker: str,
    act: str,
    body: dict[str, Any] | None,
    seconds: float | None,
    output: OutputFormat,
) -> None:
    with connect(context) as client:
        operation = client.post(f"{worker_path(client, worker)}/license/{act}", body)
        show_end(client, operation, seconds, output)


def _token(file: str | None) -> str:
    if file is None and (given := os.environ.get(TOKEN_VARIABLE, "")):
        return given
    token = read_secret("token", "--token-file", file).strip()
    if not token:
        raise UsageError("The token is empty.")
    return token
