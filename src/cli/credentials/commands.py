"""`cml-fleet credentials ...`."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.connection.pages import items_of
from cli.connection.worker_names import resolve_workers
from cli.credentials.secret_input import read_secret
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.columns import Column, View, field, text_at
from cli.output.figures import age_of
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

credentials = typer.Typer(name="credentials", help="Credentials for CML controllers.", no_args_is_help=True)

LIST = View(
    (
        field("FOR", "applies_to"),
        field("KIND", "kind"),
        Column("USER", lambda kept: text_at(kept, "username") or "(token)"),
        Column("AGE", lambda kept: age_of(text_at(kept, "set_at")), numeric=True),
        field("SET BY", "set_by"),
        field("ID", "id"),
    ),
    plural="credentials",
)

WorkerOption = Annotated[str | None, typer.Option("--worker", help="For this worker: its id, name or instance id.")]
TagOption = Annotated[str | None, typer.Option("--tag", metavar="KEY:VALUE", help="For all workers with this tag.")]
UserOption = Annotated[str | None, typer.Option("--username", help="The user; without it a token is set.")]
PasswordOption = Annotated[
    str | None, typer.Option("--password-file", help="A file with the password; - is standard input.")
]
TokenOption = Annotated[str | None, typer.Option("--token-file", help="A file with a token; - is standard input.")]


@credentials.command("set")
def set_credentials(
    context: typer.Context,
    *,
    worker: WorkerOption = None,
    tag: TagOption = None,
    username: UserOption = None,
    password_file: PasswordOption = None,
    token_file: TokenOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Set the credentials of a worker or of a group; the secret is asked for, or read from a file."""
    if (worker is None) == (tag is None):
        raise UsageError("Say for whom: --worker or --tag.")
    if (password_file and not username) or (token_file and username):
        raise UsageError("A password goes with --username, a token goes without.")
    body: dict[str, Any] = {"tag": tag} if tag is not None else {}
    if username:
        body |= {"username": username, "password": read_secret("password", "--password-file", password_file)}
    else:
        body |= {"token": read_secret("token", "--token-file", token_file)}
    with connect(context) as client:
        if worker is not None:
            body["worker_id"] = resolve_workers(client, [worker])[0]
        kept = client.put("/api/credentials", body)
    show_record(kept, LIST, output)


@credentials.command("list")
def list_credentials(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List credentials; secrets are never shown."""
    with connect(context) as client:
        items = items_of(client.get("/api/credentials"))
    show_records(items, LIST, output)


@credentials.command()
def remove(
    context: typer.Context,
    credentials_id: Annotated[str, typer.Argument(metavar="ID", help="The id that list shows.")],
) -> None:
    """Remove credentials; workers then use less specific ones."""
    with connect(context) as client:
        client.delete(f"/api/credentials/{quote(credentials_id, safe='')}")
    streams.message(f"Removed {credentials_id}.")


@credentials.command()
def rotate(context: typer.Context) -> None:
    """Seal all credentials with the present key.

    Run it after CML_FLEET_SECRET_KEY was changed and CML_FLEET_SECRET_KEY_PREVIOUS set to what it was before.
    """
    with connect(context) as client:
        rotation = client.post("/api/credentials:rotate")
    sealed, already = rotation.get("resealed"), rotation.get("already")
    streams.message(f"{sealed} sealed anew with the key {rotation.get('key_id')}, {already} were already.")
    if lost := rotation.get("lost"):
        raise CliError(f"No key opens {', '.join(lost)}: set them again.")
    streams.message("CML_FLEET_SECRET_KEY_PREVIOUS is not needed any more.")
