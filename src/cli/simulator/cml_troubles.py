"""Faults of the simulated CML hosts."""

from typing import Annotated, Any

import typer

from cli.output.columns import View, field
from cli.output.formats import OutputFormat, OutputOption
from cli.simulator.control import SimulatorOption
from cli.simulator.fault_commands import AmountOption, CountOption, SecondsOption, fault_commands, order_fault

PATH = "/_simulator/cml/faults"
FAULTS = View(
    (
        field("ID", "id"),
        field("KIND", "kind"),
        field("INSTANCES", "instances"),
        field("ROUTE", "route"),
        field("AMOUNT", "amount"),
        field("CALLS LEFT", "count"),
        field("UNTIL", "until"),
    ),
    plural="faults",
)
faults = fault_commands(PATH, FAULTS)

KindOption = Annotated[str, typer.Option(help="What goes wrong; `simulator cml faults kinds` lists what can.")]
InstancesOption = Annotated[
    list[str] | None, typer.Option("--instance", help="Only the hosts of these instances; repeatable.")
]
RouteOption = Annotated[str | None, typer.Option(help="Only this call, such as 'GET labs/{}'.")]
AddressOption = Annotated[str | None, typer.Option(help="Where a redirect leads.")]


def fault(
    *,
    kind: KindOption,
    instance: InstancesOption = None,
    route: RouteOption = None,
    count: CountOption = None,
    seconds: SecondsOption = None,
    amount: AmountOption = None,
    address: AddressOption = None,
    simulator: SimulatorOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Let calls to CML hosts go wrong.

    Without --count and --seconds until `simulator cml faults clear`.
    """
    chosen: dict[str, Any] = {"kind": kind, "instances": instance, "route": route, "count": count}
    chosen |= {"seconds": seconds, "amount": amount, "address": address}
    order_fault(simulator, PATH, chosen, FAULTS, output)
