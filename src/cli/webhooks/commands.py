"""`cml-fleet webhooks ...`."""

from typing import Annotated, Any

import typer

from cli.connection.pages import items_of
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect
from cli.webhooks.columns import CREATED, GIVEN_UP, LIST
from cli.webhooks.options import (
    Mode,
    RegionsOption,
    SubjectsOption,
    TagsOption,
    TypesOption,
    WebhookArgument,
    WorkersOption,
    filter_from,
)
from cli.webhooks.webhook_names import webhook_path

webhooks = typer.Typer(name="webhooks", help="Receivers outside that are told of events.", no_args_is_help=True)
SHOWN_ONCE = "The secret is shown this once; what is sent is signed with it."


@webhooks.command("list")
def list_webhooks(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List webhooks and how their deliveries go."""
    with connect(context) as client:
        items = items_of(client.get("/api/webhooks"))
    show_records(items, LIST, output)


@webhooks.command()
def get(context: typer.Context, webhook: WebhookArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show one webhook."""
    with connect(context) as client:
        found = client.get(webhook_path(client, webhook))
    show_record(found, LIST, output)


@webhooks.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What it is for.")],
    url: Annotated[str, typer.Option(help="Where events are sent.")],
    *,
    mode: Annotated[Mode, typer.Option(help="The content mode of CloudEvents.")] = Mode.BINARY,
    worker_id: WorkersOption = None,
    event_type: TypesOption = None,
    region: RegionsOption = None,
    tag: TagsOption = None,
    subject: SubjectsOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Tell another receiver from now on, and print its secret, this once."""
    words = {"worker_ids": worker_id, "event_types": event_type, "regions": region, "tags": tag, "subjects": subject}
    body = {"name": name, "url": url, "mode": mode.value, "filter": filter_from(words)}
    with connect(context) as client:
        created = client.post("/api/webhooks", body)
    show_record(created, CREATED, output)
    streams.message(SHOWN_ONCE)


@webhooks.command()
def update(
    context: typer.Context,
    webhook: WebhookArgument,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Another content mode.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Turn it on or off.")] = None,
    worker_id: WorkersOption = None,
    event_type: TypesOption = None,
    region: RegionsOption = None,
    tag: TagsOption = None,
    subject: SubjectsOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Change a webhook; a filter takes the place of the whole one before."""
    words = {"worker_ids": worker_id, "event_types": event_type, "regions": region, "tags": tag, "subjects": subject}
    given: dict[str, Any] = {"name": name, "url": url, "mode": mode, "enabled": enabled}
    body = {word: value for word, value in given.items() if value is not None}
    if wanted := filter_from(words):
        body["filter"] = wanted
    if not body:
        raise UsageError("Say what to change.")
    with connect(context) as client:
        changed = client.patch(webhook_path(client, webhook), body)
    show_record(changed, LIST, output)


@webhooks.command()
def remove(context: typer.Context, webhook: WebhookArgument) -> None:
    """Remove a webhook with everything that waits for it."""
    with connect(context) as client:
        client.delete(webhook_path(client, webhook))
    streams.message(f"Removed {webhook}.")


@webhooks.command()
def test(context: typer.Context, webhook: WebhookArgument) -> None:
    """Send one event now, and say what came back."""
    with connect(context) as client:
        trial = client.post(webhook_path(client, webhook, "/test"))
    if not trial.get("delivered"):
        raise CliError(f"Not delivered: {trial.get('error')}.")
    streams.message(f"Delivered in {trial.get('duration_seconds')} s (HTTP {trial.get('status')}).")


@webhooks.command("rotate-secret")
def rotate_secret(context: typer.Context, webhook: WebhookArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Make another secret and print it, this once; for a day the one before is signed with, too."""
    with connect(context) as client:
        rotated = client.post(webhook_path(client, webhook, "/rotate-secret"))
    show_record(rotated, CREATED, output)
    streams.message(SHOWN_ONCE)


@webhooks.command()
def deliveries(context: typer.Context, webhook: WebhookArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show how far a receiver is, and what was given up: `events dead-letters` tells it again."""
    with connect(context) as client:
        told = client.get(webhook_path(client, webhook, "/deliveries"))
    if output is not OutputFormat.TABLE:
        show_record(told, LIST, output)
        return
    least = "at least " if told.get("more_may_wait") else ""
    streams.message(f"{least}{told.get('waiting')} events wait, {len(told['failing'])} are tried again.")
    show_records(told["given_up"], GIVEN_UP, output)
