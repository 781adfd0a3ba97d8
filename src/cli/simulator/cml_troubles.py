"""Faults of the simulated CML hosts."""

from typing import Annotated, Any

import typer

from cli.output import streams
from cli.output.columns import View, field
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.simulator.control import SimulatorOption, control, listed
from cli.simulator.troubles import KINDS, AmountOption, CountOption, FaultArgument, SecondsOption

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
faults = typer.Typer(name="faults", help="See, explain and clear faults.", no_args_is_help=True)

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
    body = {name: value for name, value in chosen.items() if value is not None}
    with control(simulator) as client:
        show_record(client.post(PATH, body), FAULTS, output)


@faults.command("list")
def list_faults(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the faults in force."""
    with control(simulator) as client:
        show_records(listed(client.get(PATH), "faults"), FAULTS, output)


@faults.command("kinds")
def list_kinds(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List what can go wrong, and what each kind means."""
    with control(simulator) as client:
        show_records(listed(client.get(f"{PATH}/kinds"), "kinds"), KINDS, output)


@faults.command()
def clear(fault_id: FaultArgument = None, simulator: SimulatorOption = None) -> None:
    """Take a fault away, or every one."""
    with control(simulator) as client:
        client.delete(PATH if fault_id is None else f"{PATH}/{fault_id}")
    streams.message("No fault is in force." if fault_id is None else f"Fault {fault_id} is over.")
