"""`cml-fleet simulator cml ...`: the CML hosts of the simulated instances."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.output import streams
from cli.output.columns import Record, View, field, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, document, show_record, show_records
from cli.simulator.acts import InstancesArgument
from cli.simulator.cml_troubles import fault, faults
from cli.simulator.control import SimulatorOption, control, listed

PATH = "/_simulator/cml"
HOSTS = View(
    (
        field("NAME", "name"),
        field("INSTANCE", "instance"),
        field("ADDRESS", "address"),
        field("LISTENING", "listening"),
        field("READY", "ready"),
        field("LICENSED", "licensed"),
        field("MAINTENANCE", "maintenance"),
        field("USERNAME", "username"),
        field("PASSWORD", "password"),
    ),
    plural="hosts",
    name_field="instance",
)
TIMING = View((field("LATENCY", "latency"), field("TOKEN LIFETIME", "token_lifetime")), plural="timings")
CALLS = View(
    (field("INSTANCE", "instance"), field("ROUTE", "route"), field("CALLS", "calls")),
    plural="calls",
    name_field="route",
)

LatencyOption = Annotated[float | None, typer.Option(min=0, help="Seconds that every answer takes.")]
LifetimeOption = Annotated[float | None, typer.Option(min=0, help="Seconds that a token lasts.")]
ClearOption = Annotated[bool, typer.Option("--clear", help="Begin to count anew.")]
InstanceArgument = Annotated[str, typer.Argument(metavar="INSTANCE_ID", help="Id of an instance.")]
PasswordArgument = Annotated[str, typer.Argument(metavar="PASSWORD", help="The new one.")]

cml = typer.Typer(name="cml", help="Steer the CML hosts of the simulated instances.", no_args_is_help=True)


@cml.command("list")
def list_hosts(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
    """List the hosts, with what opens them."""
    with control(simulator) as client:
        show_records(listed(client.get(f"{PATH}/hosts"), "hosts"), HOSTS, output)


@cml.command("license")
def license_hosts(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Register the licences of hosts."""
    _act("license", "licensed", instances, simulator)


@cml.command()
def unlicense(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Take the licences of hosts away."""
    _act("unlicense", "not licensed", instances, simulator)


@cml.command("lose-ssms")
def lose_ssms(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let Cisco's licence server give hosts no answer."""
    _act("lose_ssms", "without Cisco's licence server", instances, simulator)


@cml.command("find-ssms")
def find_ssms(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Let Cisco's licence server answer hosts again."""
    _act("find_ssms", "with Cisco's licence server", instances, simulator)


@cml.command()
def close(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Put hosts into maintenance mode: only administrators may log in."""
    _act("close", "in maintenance", instances, simulator)


@cml.command("open")
def open_hosts(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """End the maintenance mode of hosts."""
    _act("open", "open", instances, simulator)


@cml.command()
def expire_tokens(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """End all tokens that hosts have given out."""
    _act("expire_tokens", "no token is good", instances, simulator)


@cml.command()
def renew_certificate(instances: InstancesArgument, simulator: SimulatorOption = None) -> None:
    """Give hosts other certificates, and drop their connections."""
    _act("renew_certificate", "another certificate", instances, simulator)


@cml.command()
def password(instance: InstanceArgument, password: PasswordArgument, simulator: SimulatorOption = None) -> None:
    """Change the administrator's password on a host."""
    with control(simulator) as client:
        client.put(f"{PATH}/hosts/{quote(instance, safe='')}/password", {"password": password})
    streams.message(f"{instance}: another password.")


@cml.command()
def timing(
    latency: LatencyOption = None,
    token_lifetime: LifetimeOption = None,
    simulator: SimulatorOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Show or set how long answers take and tokens last."""
    chosen = {"latency": latency, "token_lifetime": token_lifetime}
    wanted = {name: seconds for name, seconds in chosen.items() if seconds is not None}
    with control(simulator) as client:
        reply = client.put(f"{PATH}/timing", wanted) if wanted else client.get(f"{PATH}/timing")
    show_record(reply, TIMING, output)


@cml.command()
def calls(
    clear: ClearOption = False, simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE
) -> None:
    """Show how often each host was called."""
    with control(simulator) as client:
        if clear:
            client.delete(f"{PATH}/calls")
            streams.message("Counting begins anew.")
            return
        reply = client.get(f"{PATH}/calls")
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(reply, output))
    else:
        show_records(list(_rows(reply)), CALLS, output)


cml.command()(fault)
cml.add_typer(faults)


def _act(verb: str, outcome: str, instances: list[str], simulator: str | None) -> None:
    with control(simulator) as client:
        for instance in instances:
            after = client.post(f"{PATH}/hosts/{quote(instance, safe='')}/{verb}")
            streams.message(f"{text_at(after, 'instance')}: {outcome}.")


def _rows(reply: Record) -> Iterator[dict[str, Any]]:
    for instance, routes in (value_at(reply, "calls") or {}).items():
        for route, count in routes.items():
            yield {"instance": instance, "route": route, "calls": count}
