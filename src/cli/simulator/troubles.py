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
        field("AMOUNT", "amount"),
        field("CALLS LEFT", "count"),
        field("UNTIL", "until"),
    ),
    plural="faults",
)
faults = typer.Typer(name="faults", help="See, explain and clear faults.", no_args_is_help=True)

KINDS = View((field("KIND", "kind"), field("MEANING", "meaning")), plural="kinds", name_field="kind")
KindOption = Annotated[str, typer.Option(help="What goes wrong; `simulator faults kinds` lists what can.")]
ServiceOption = Annotated[str, typer.Option(help="ec2 or cloudwatch.")]
RegionOption = Annotated[str | None, typer.Option(help="Only in this region.")]
ActionOption = Annotated[str | None, typer.Option(help="Only this call, such as DescribeInstanceStatus.")]
CountOption = Annotated[int | None, typer.Option(min=1, help="Only so many calls.")]
SecondsOption = Annotated[float | None, typer.Option(help="Only so long.")]
InstancesOption = Annotated[
    list[str] | None, typer.Option("--instance", help="The instances that a missing_instance is about; repeatable.")
]
AmountOption = Annotated[int | None, typer.Option(min=1, help="How much of it, for kinds that know an amount.")]
FaultArgument = Annotated[int | None, typer.Argument(metavar="[ID]", help="One fault; default: all of them.")]


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
