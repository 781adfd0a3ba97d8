"""Faults of the simulated AWS."""

from typing import Annotated, Any

import typer

from cli.output.columns import View, field
from cli.output.formats import OutputFormat, OutputOption
from cli.simulator.control import SimulatorOption
from cli.simulator.fault_commands import AmountOption, CountOption, SecondsOption, fault_commands, order_fault

PATH = "/_simulator/faults"
FAULTS = View(
    (
        field("ID", "id"),
        field("SERVICE", "service"),
        field("REGION", "region"),
        field("KIND", "kind"),
        field("ACTION", "action"),
        field("AMOUNT", "amount"),
        field("CALLS LEFT", "count"),
        field("UNTIL", "until"),
    ),
    plural="faults",
)
faults = fault_commands(PATH, FAULTS)

KindOption = Annotated[str, typer.Option(help="What goes wrong; `simulator faults kinds` lists what can.")]
ServiceOption = Annotated[str, typer.Option(help="ec2 or cloudwatch.")]
RegionOption = Annotated[str | None, typer.Option(help="Only in this region.")]
ActionOption = Annotated[str | None, typer.Option(help="Only this call, such as DescribeInstanceStatus.")]
InstancesOption = Annotated[
    list[str] | None, typer.Option("--instance", help="The instances that a missing_instance is about; repeatable.")
]


def fault(
    *,
    kind: KindOption,
    service: ServiceOption,
    region: RegionOption = None,
    action: ActionOption = None,
    count: CountOption = None,
    seconds: SecondsOption = None,
    instance: InstancesOption = None,
    amount: AmountOption = None,
    simulator: SimulatorOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Let calls to the simulated AWS go wrong.

    Without --count and --seconds until `simulator faults clear`.
    """
    chosen: dict[str, Any] = {"service": service, "kind": kind, "region": region, "action": action}
    chosen |= {"count": count, "seconds": seconds, "instances": instance, "amount": amount}
    order_fault(simulator, PATH, chosen, FAULTS, output)
