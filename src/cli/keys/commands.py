"""`cml-fleet keys ...`."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.connection.pages import items_of
from cli.output import streams
from cli.output.columns import Column, View, field, text_at
from cli.output.figures import age_of
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

keys = typer.Typer(name="keys", help="Keys that open the API.", no_args_is_help=True)


class Role(StrEnum):
    """What a key allows."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


NAME, ID, ROLE = field("NAME", "name"), field("ID", "id"), field("ROLE", "role")
EXPIRES = field("EXPIRES", "expires_at")
LIST = View(
    (
        NAME,
        ID,
        ROLE,
        Column("AGE", lambda key: age_of(text_at(key, "created_at")), numeric=True),
        EXPIRES,
        Column("USED", lambda key: age_of(text_at(key, "last_used_at")), numeric=True),
        field("REVOKED", "revoked_at"),
    ),
    plural="keys",
)
CREATED = View((NAME, ID, ROLE, EXPIRES, field("SECRET", "secret")), plural="keys")

NameOption = Annotated[str, typer.Option(help="What the key is for.")]
RoleOption = Annotated[Role, typer.Option(help="What the key allows.")]
DaysOption = Annotated[int | None, typer.Option(min=1, help="End it after so many days; default: never.")]


@keys.command()
def create(
    context: typer.Context,
    name: NameOption,
    role: RoleOption,
    expires_in_days: DaysOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Create a key and print its secret, this once."""
    body: dict[str, Any] = {"name": name, "role": role.value}
    if expires_in_days is not None:
        body["expires_in_days"] = expires_in_days
    with connect(context) as client:
        created = client.post("/api/keys", body)
    show_record(created, CREATED, output)
    streams.message("The secret is shown this once and kept nowhere.")


@keys.command("list")
def list_keys(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List keys; secrets are not kept."""
    with connect(context) as client:
        items = items_of(client.get("/api/keys"))
    show_records(items, LIST, output)


@keys.command()
def revoke(context: typer.Context, key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id.")]) -> None:
    """End a key for good."""
    with connect(context) as client:
        client.delete(f"/api/keys/{quote(key_id, safe='')}")
    streams.message(f"Revoked {key_id}.")
