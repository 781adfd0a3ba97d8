"""`cml-fleet workers import`: instances become workers of the fleet."""

from typing import Annotated, Any

import typer

from cli.connection.api_client import ApiClient
from cli.errors import CliError, UsageError
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption, document, show_record, show_records
from cli.session import connect
from cli.workers.columns import LIST
from cli.workers.detail_columns import DETAILS
from cli.workers.options import TagOption, read_tags

InstanceArgument = Annotated[str | None, typer.Argument(metavar="INSTANCE_ID", help="One instance.")]
RegionsOption = Annotated[list[str], typer.Option("--region", help="Where to look; may be repeated.")]
AccountOption = Annotated[str | None, typer.Option(help="The AWS account, where the service knows several.")]
AmiIdOption = Annotated[str | None, typer.Option(help="Every instance of this image.")]
AmiNameOption = Annotated[str | None, typer.Option(metavar="PATTERN", help="Every instance of images so named.")]
VpcOption = Annotated[list[str] | None, typer.Option("--vpc-id", help="Only instances in this VPC; may be repeated.")]


def import_workers(
    context: typer.Context,
    region: RegionsOption,
    instance_id: InstanceArgument = None,
    *,
    account: AccountOption = None,
    ami_id: AmiIdOption = None,
    ami_name: AmiNameOption = None,
    tag: TagOption = None,
    vpc_id: VpcOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Import instances as workers.

    One by its id, or all that have an image or tags, or that are in a VPC.
    """
    chosen = {"instance_id": instance_id, "ami_id": ami_id, "ami_name": ami_name, "tags": read_tags(tag)}
    body: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    if len(body) > 1 or not (body or vpc_id):
        raise UsageError("Name one of: an instance id, --ami-id, --ami-name, --tag; or --vpc-id.")
    if instance_id and vpc_id:
        raise UsageError("An instance is named by its id alone.")
    if vpc_id:
        body["vpc_ids"] = vpc_id
    if account:
        body["account"] = account
    with connect(context) as client:
        if instance_id:
            _import_one(client, body, region, output)
        else:
            _import_many(client, body, region, output)


def _import_one(client: ApiClient, body: dict[str, Any], regions: list[str], output: OutputFormat) -> None:
    if len(regions) != 1:
        raise UsageError("An instance is in one region: name --region once.")
    show_record(client.post("/api/workers:import", {**body, "region": regions[0]}), DETAILS, output)


def _import_many(client: ApiClient, body: dict[str, Any], regions: list[str], output: OutputFormat) -> None:
    reply = client.post("/api/workers:bulk-import", {**body, "regions": regions})
    imported, known, errors = (_list(reply, key) for key in ("imported", "already_known", "errors"))
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(reply, output))
    elif imported:
        show_records(imported, LIST, output)
    streams.message(f"Imported {len(imported)}, already known {len(known)}.")
    for error in errors:
        streams.message(f"{error.get('region')}: {error.get('message')}")
    if errors:
        raise CliError("Not every region could be read.")


def _list(reply: Record, key: str) -> list[Any]:
    value = reply.get(key)
    return value if isinstance(value, list) else []
