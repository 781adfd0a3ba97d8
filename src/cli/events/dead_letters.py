"""`cml-fleet events dead-letters ...`."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import read_pages
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.columns import Column, View, field, text_at
from cli.output.figures import age_of
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.session import connect

PATH = "/api/events/dead-letters"

dead_letters = typer.Typer(name="dead-letters", help="Events that a handler gave up.", no_args_is_help=True)

LIST = View(
    (
        field("ID", "id"),
        field("EVENT", "event_type"),
        field("SUBJECT", "subject"),
        field("ERROR", "error_type"),
        field("MESSAGE", "message"),
        field("ATTEMPTS", "attempts"),
        Column("AGE", lambda letter: age_of(text_at(letter, "last_failed_at")), numeric=True),
        Column("ASKED", lambda letter: age_of(text_at(letter, "redeliver_asked_at")), numeric=True),
    ),
    plural="dead letters",
)

HandlerOption = Annotated[str | None, typer.Option(help="The letters of this handler.")]
IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Letters by their ids.")]
SomeIdsArgument = Annotated[list[str], typer.Argument(metavar="ID...", help="Letters by their ids.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
LimitOption = Annotated[int | None, typer.Option(min=1, help="How many to list; default: all.")]


@dead_letters.command("list")
def list_letters(
    context: typer.Context,
    handler: HandlerOption = None,
    limit: LimitOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """List what was given up, and why."""
    with connect(context) as client:
        listing = read_pages(client, PATH, {"handler": handler} if handler else {}, limit)
    show_records(listing.records, LIST, output)


@dead_letters.command()
def redeliver(context: typer.Context, ids: IdsArgument = None, handler: HandlerOption = None) -> None:
    """Have letters told again, by id or all of a handler.

    Those that succeed are dead letters no more.
    """
    if bool(ids) == bool(handler):
        raise UsageError("Name letters by their ids, or all of one --handler.")
    with connect(context) as client:
        if handler:
            reply = client.post(f"{PATH}:redeliver", {"handler": handler})
            streams.message(f"Telling {reply.get('letters')} again.")
        else:
            _for_each(ids or [], lambda letter: _redeliver(client, letter))


@dead_letters.command()
def discard(context: typer.Context, ids: SomeIdsArgument, yes: YesOption = False) -> None:
    """Discard letters: their handlers will not be told these events again."""
    if not yes:
        _make_sure(ids)
    with connect(context) as client:
        _for_each(ids, lambda letter: _discard(client, letter))


def _redeliver(client: ApiClient, letter: str) -> None:
    client.post(f"{PATH}/{quote(letter, safe='')}/redeliver")
    streams.message(f"Telling {letter} again.")


def _discard(client: ApiClient, letter: str) -> None:
    client.delete(f"{PATH}/{quote(letter, safe='')}")
    streams.message(f"Discarded {letter}.")


def _for_each(ids: list[str], act: Callable[[str], None]) -> None:
    """Act on all; the first failure decides the exit code, the others are told."""
    failures: list[CliError] = []
    for letter in ids:
        try:
            act(letter)
        except CliError as error:
            failures.append(error)
    for failure in failures[1:]:
        streams.message(f"cml-fleet: {failure}")
    if failures:
        raise failures[0]


def _make_sure(ids: list[str]) -> None:
    if not streams.can_ask():
        raise UsageError("Discarding needs --yes where nobody can be asked.")
    if not streams.ask(f"Discard {', '.join(ids)}?"):
        raise CliError("Nothing was discarded.")
