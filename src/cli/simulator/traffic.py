"""How the simulated AWS is called, and how fast it answers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.output import streams
from cli.output.columns import Record, View, field, value_at
from cli.output.formats import OutputFormat, OutputOption, document, show_record, show_records
from cli.simulator.control import SimulatorOption, control


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


PairsArgument = Annotated[list[str], typer.Argument(metavar="SERVICE=SECONDS...", help="Such as ec2=0.08.")]
DelaysArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT=SECONDS...]",
        help="new_instances=20: so long a new id is unknown. changes=3: so late changes show.",
    ),
]
EnabledArgument = Annotated[Switch, typer.Argument(help="Whether calls beyond the limits are throttled.")]
SecondsArgument = Annotated[float, typer.Argument(help="For how long.")]
ClearOption = Annotated[bool, typer.Option("--clear", help="Begin to count anew.")]

CONSISTENCY_PATH = "/_simulator/consistency"
CONSISTENCY = View((field("NEW INSTANCES", "new_instances"), field("CHANGES", "changes")), plural="delays")
LATENCY = View((field("EC2", "ec2"), field("CLOUDWATCH", "cloudwatch")), plural="services")
CALLS = View(
    (
        field("SERVICE", "service"),
        field("REGION", "region"),
        field("ACTION", "action"),
        field("CALLS", "calls"),
        field("THROTTLED", "throttled"),
    ),
    plural="calls",
    name_field="action",
)


def latency(pairs: PairsArgument, simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """Set how long each service takes to answer."""
    wanted = dict(map(_read_pair, pairs))
    with control(simulator) as client:
        show_record(client.put("/_simulator/latency", wanted), LATENCY, output)


def consistency(
    pairs: DelaysArgument = None, simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE
) -> None:
    """Show or set how late EC2 shows what happened."""
    wanted = dict(map(_read_pair, pairs or ()))
    with control(simulator) as client:
        reply = client.put(CONSISTENCY_PATH, wanted) if wanted else client.get(CONSISTENCY_PATH)
    show_record(reply, CONSISTENCY, output)


def away(seconds: SecondsArgument, simulator: SimulatorOption = None) -> None:
    """Refuse every connection for a while.

    Nobody listens then, and these commands cannot reach the simulator either.
    """
    with control(simulator) as client:
        client.post("/_simulator/away", {"seconds": seconds})
    streams.message(f"The simulator is away for {seconds:g} s.")


def throttling(switch: EnabledArgument, simulator: SimulatorOption = None) -> None:
    """Keep to AWS's documented request limits, or not."""
    with control(simulator) as client:
        client.put("/_simulator/throttling", {"enabled": switch is Switch.ON})
    streams.message(f"The documented limits are {switch.value}.")


def calls(
    clear: ClearOption = False, simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE
) -> None:
    """Show how often the simulated AWS was called."""
    with control(simulator) as client:
        if clear:
            client.delete("/_simulator/calls")
            streams.message("Counting begins anew.")
            return
        reply = client.get("/_simulator/calls")
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(reply, output))
    else:
        show_records(list(_rows(reply)), CALLS, output)


def _read_pair(pair: str) -> tuple[str, float]:
    name, _, seconds = pair.partition("=")
    try:
        return name, float(seconds)
    except ValueError as error:
        raise typer.BadParameter(f"{pair!r} is not NAME=SECONDS.") from error


def _rows(reply: Record) -> Iterator[dict[str, Any]]:
    for service, regions in (value_at(reply, "calls") or {}).items():
        for region, actions in regions.items():
            for action, count in actions.items():
                throttled = value_at(reply, "throttled", service, region, action) or 0
                row = {"service": service, "region": region, "action": action}
                yield {**row, "calls": count, "throttled": throttled}
