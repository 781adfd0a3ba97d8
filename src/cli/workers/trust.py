"""`cml-fleet workers trust`: which certificate a worker's controller has to show."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.connection.worker_names import worker_path
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.columns import Column, View, field, text_at
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect

TRUST = View(
    (
        field("WORKER", "worker_id"),
        field("TRUSTED BY", "trusted_by"),
        Column("SHA-256", lambda trust: text_at(trust, "fingerprint")),
        field("SUBJECT", "seen", "subject"),
        field("ISSUER", "seen", "issuer"),
        field("VALID UNTIL", "seen", "not_after"),
    ),
    plural="trusts",
)

WorkerArgument = Annotated[str, typer.Argument(metavar="WORKER", help="A worker's id, name or instance id.")]
FingerprintOption = Annotated[str | None, typer.Option(help="Pin the certificate with this SHA-256 fingerprint.")]
AuthorityOption = Annotated[str | None, typer.Option("--ca-file", help="Trust the authority in this file (PEM).")]
ShowOption = Annotated[bool, typer.Option("--show", help="Only show what is trusted.")]
SystemOption = Annotated[bool, typer.Option("--system", help="Take trust back: the system's authorities decide.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def trust(
    context: typer.Context,
    worker: WorkerArgument,
    *,
    fingerprint: FingerprintOption = None,
    ca_file: AuthorityOption = None,
    show: ShowOption = False,
    system: SystemOption = False,
    yes: YesOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Accept a certificate of a worker's controller.

    Without a fingerprint or an authority it is the one that the controller shows now.
    """
    if sum((fingerprint is not None, ca_file is not None, show, system)) > 1:
        raise UsageError("Give one of --fingerprint, --ca-file, --show and --system, or none.")
    body = _wanted(fingerprint, ca_file)
    if not (body or show or system or yes):
        _make_sure(worker)
    with connect(context) as client:
        path = f"{worker_path(client, worker)}/trust"
        if system:
            client.delete(path)
            streams.message(f"The system's authorities decide for {worker} again.")
            return
        show_record(client.get(path) if show else client.post(path, body), TRUST, output)


def _wanted(fingerprint: str | None, ca_file: str | None) -> dict[str, Any]:
    if fingerprint is not None:
        return {"fingerprint": fingerprint.replace(":", "").lower()}
    if ca_file is None:
        return {}
    try:
        return {"ca_pem": Path(ca_file).read_text()}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{ca_file} cannot be read.") from error


def _make_sure(worker: str) -> None:
    if not streams.can_ask():
        raise UsageError("Accepting what is shown now needs --yes where nobody can be asked; or give --fingerprint.")
    if not streams.ask(f"Accept whatever certificate {worker} shows now, and no other from then on?"):
        raise CliError("Nothing was accepted.")
