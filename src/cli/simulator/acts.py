"""What can be done to simulated instances behind the service's back."""

from typing import Annotated
from urllib.parse import quote

import typer

from cli.output import streams
from cli.output.columns import text_at
from cli.simulator.control import SimulatorOption, control

InstancesArgument = Annotated[list[str], typer.Argument(metavar="INSTANCE_ID...", help="Ids of instances.")]


def start(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Start stopped instances."""
    _act("start", instances, simulator)


def stop(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Stop running instances."""
    _act("stop", instances, simulator)


def reboot(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Reboot running instances.

    Their checks begin anew, and what made them fail is gone.
    """
    _act("reboot", instances, simulator)


def terminate(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """End instances for good; they stay listed for an hour."""
    _act("terminate", instances, simulator)


def impair(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let the status checks of instances fail."""
    _act("impair", instances, simulator)


def heal(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let the status checks of instances pass again."""
    _act("heal", instances, simulator)


def _act(verb: str, instances: list[str], simulator: str | None) -> None:
    with control(simulator) as client:
        for instance in instances:
            after = client.post(f"/_simulator/instances/{quote(instance, safe='')}/{verb}")
            streams.message(f"{instance}: {text_at(after, 'state')}, checks {text_at(after, 'status_check')}.")
