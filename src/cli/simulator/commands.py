"""`cml-fleet simulator ...`: instances and calls."""

import typer

from cli.output.columns import Record, View, field
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.simulator.acts import heal, impair, start, stop, terminate
from cli.simulator.control import SimulatorOption, control, listed
from cli.simulator.traffic import calls, latency
from cli.simulator.troubles import fault, faults

simulator = typer.Typer(name="simulator", help="Steer the simulator of the demo.", no_args_is_help=True)

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


@simulator.command("list")
def list_instances(address: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List simulated instances."""
    with control(address) as client:
        instances: list[Record] = listed(client.get("/_simulator/instances"), "instances")
    show_records(instances, INSTANCES, output)


for act in (start, stop, terminate, impair, heal):
    simulator.command()(act)
simulator.command()(fault)
simulator.add_typer(faults)
simulator.command()(latency)
simulator.command()(calls)
