"""Faults of the simulated AWS."""

from typing import Annotated, Any

import typer

from cli.output import streams
from cli.output.columns import View, field
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.simulator.control import SimulatorOption, control, listed

PATH = "/_simulator/faults"
FAULTS = View(
    (
        field("ID", "id"),
        field("SERVICE", "service"),
        field("REGION", "region"),
        field("KIND", "kind"),
        field("ACTION", "action"),
        field("CALLS LEFT", "count"),
        field("UNTIL", "until"),
    ),
    plural="faults",
)
faults = typer.Typer(name="faults", help="Faults in force.", no_args_is_help=True)

KindOption = Annotated[str, typer.Option(help="What goes wrong, such as throttle, error500, hang, garbage.")]
ServiceOption = Annotated[str, typer.Option(help="ec2 or cloudwatch.")]
RegionOption = Annotated[str | None, typer.Option(help="Only in this region.")]
ActionOption = Annotated[str | None, typer.Option(help="Only this call, such as DescribeInstanceStatus.")]
CountOption = Annotated[int | None, typer.Option(min=1, help="Only so many calls.")]
SecondsOption = Annotated[float | None, typer.Option(help="Only so long.")]


def fault(
    kind: KindOption,
    service: ServiceOption,
    region: RegionOption = None,
    action: ActionOption = None,
    count: CountOption = None,
    seconds: SecondsOption = None,
    simulator: SimulatorOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Let calls to the simulated AWS fail."""
    chosen: dict[str, Any] = {"service": service, "kind": kind, "region": region, "action": action}
    chosen |= {"count": count, "seconds": seconds}
    body = {name: value for name, value in chosen.items() if value is not None}
    with control(simulator) as client:
        show_record(client.post(PATH, body), FAULTS, output)


@faults.command("list")
def list_faults(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the faults in force."""
    with control(simulator) as client:
        show_records(listed(client.get(PATH), "faults"), FAULTS, output)


@faults.command()
def clear(simulator: SimulatorOption = None) -> None:
    """Take every fault away."""
    with control(simulator) as client:
        client.delete(PATH)
    streams.message("No fault is in force.")
