"""What can be changed about simulated instances behind the service's back, and new ones."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.output import streams
from cli.output.columns import Record, View, field, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.simulator.acts import InstancesArgument
from cli.simulator.control import SimulatorOption, control, listed
from cli.workers.options import read_tags

INSTANCES_PATH = "/_simulator/instances"
INSTANCES = View(
    (
        field("NAME", "name"),
        field("INSTANCE", "id"),
        field("REGION", "region"),
        field("STATE", "state"),
        field("CHECK", "status_check"),
        field("TYPE", "type"),
        field("AMI NAME", "ami_name"),
    ),
    plural="instances",
)

CountOption = Annotated[int, typer.Option(min=1, help="How many.")]
RegionOption = Annotated[str | None, typer.Option(help="Where; default: the first region.")]
TypeOption = Annotated[str, typer.Option("--type", help="An instance type, such as c5.4xlarge.")]
LaunchTypeOption = Annotated[str | None, typer.Option("--type", help="An instance type; default: as the others.")]
AmiNameOption = Annotated[str | None, typer.Option(help="Name of their image; default: as the others.")]
LaunchTagOption = Annotated[
    list[str] | None, typer.Option("--tag", metavar="KEY=VALUE", help="A tag instead of the usual ones; repeatable.")
]
TagOption = Annotated[list[str], typer.Option("--tag", metavar="KEY=VALUE", help="A tag to set; repeatable.")]
KeyOption = Annotated[list[str], typer.Option("--key", help="Key of a tag to remove; repeatable.")]


def launch(
    count: CountOption = 1,
    region: RegionOption = None,
    instance_type: LaunchTypeOption = None,
    ami_name: AmiNameOption = None,
    tag: LaunchTagOption = None,
    simulator: SimulatorOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Launch new instances, which no service knows yet."""
    chosen = {"region": region, "type": instance_type, "ami_name": ami_name, "tags": read_tags(tag)}
    body: dict[str, Any] = {"count": count, **{name: value for name, value in chosen.items() if value}}
    with control(simulator) as client:
        launched: list[Record] = listed(client.post(INSTANCES_PATH, body), "instances")
    show_records(launched, INSTANCES, output)


def retype(instances: InstancesArgument, instance_type: TypeOption, simulator: SimulatorOption = None) -> None:
    """Change the type of instances, whatever their state."""
    for after in _changed(instances, "type", {"type": instance_type}, simulator):
        streams.message(f"{text_at(after, 'id')}: type {text_at(after, 'type')}.")


def tag(instances: InstancesArgument, tag: TagOption, simulator: SimulatorOption = None) -> None:
    """Set tags of instances."""
    _tell_tags(_changed(instances, "tags", read_tags(tag) or {}, simulator))


def untag(instances: InstancesArgument, key: KeyOption, simulator: SimulatorOption = None) -> None:
    """Remove tags of instances."""
    _tell_tags(_changed(instances, "tags", dict.fromkeys(key), simulator))


def monitor(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let CloudWatch measure instances every minute."""
    _tell_monitoring(_changed(instances, "monitor", {}, simulator))


def unmonitor(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let CloudWatch measure instances every five minutes."""
    _tell_monitoring(_changed(instances, "unmonitor", {}, simulator))


def _changed(instances: list[str], what: str, body: dict[str, Any], simulator: str | None) -> list[Record]:
    with control(simulator) as client:
        paths = [f"{INSTANCES_PATH}/{quote(instance, safe='')}/{what}" for instance in instances]
        return [client.post(path, body) for path in paths]


def _tell_monitoring(changed: list[Record]) -> None:
    for after in changed:
        streams.message(f"{text_at(after, 'id')}: monitoring {text_at(after, 'monitoring')}.")


def _tell_tags(changed: list[Record]) -> None:
    for after in changed:
        tags = value_at(after, "tags") or {}
        told = ", ".join(f"{key}={value}" for key, value in tags.items())
        streams.message(f"{text_at(after, 'id')}: {told or 'no tags'}.")
