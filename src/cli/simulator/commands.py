"""`cml-fleet simulator ...`: instances and calls."""

import typer

from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption, show_records
from cli.simulator.acts import heal, impair, reboot, start, stop, terminate
from cli.simulator.changes import INSTANCES, INSTANCES_PATH, launch, monitor, retype, tag, unmonitor, untag
from cli.simulator.cml_hosts import cml
from cli.simulator.control import SimulatorOption, control, listed
from cli.simulator.traffic import away, calls, consistency, latency, throttling
from cli.simulator.troubles import fault, faults

simulator = typer.Typer(name="simulator", help="Steer the simulator of the demo.", no_args_is_help=True)


@simulator.command("list")
def list_instances(address: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List simulated instances."""
    with control(address) as client:
        instances: list[Record] = listed(client.get(INSTANCES_PATH), "instances")
    show_records(instances, INSTANCES, output)


for act in (launch, start, stop, reboot, terminate, retype, tag, untag, monitor, unmonitor, impair, heal):
    simulator.command()(act)
simulator.command()(fault)
simulator.add_typer(faults)
for shape in (latency, consistency, throttling, away, calls):
    simulator.command()(shape)
simulator.add_typer(cml)
