"""What is the same for every board of faults: ordering one, seeing them, knowing them, and clearing them."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.output import streams
from cli.output.columns import View, field
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.simulator.control import SimulatorOption, control, listed

KINDS = View((field("KIND", "kind"), field("MEANING", "meaning")), plural="kinds", name_field="kind")
CountOption = Annotated[int | None, typer.Option(min=1, help="Only so many calls.")]
SecondsOption = Annotated[float | None, typer.Option(help="Only so long.")]
AmountOption = Annotated[int | None, typer.Option(min=1, help="How much of it, for kinds that know an amount.")]
FaultArgument = Annotated[int | None, typer.Argument(metavar="[ID]", help="One fault; default: all of them.")]


def order_fault(simulator: str | None, path: str, wish: Mapping[str, Any], view: View, output: OutputFormat) -> None:
    """Order a fault of the board at `path`, and show it; what is None was not wished for."""
    with control(simulator) as client:
        shown = client.post(path, {name: value for name, value in wish.items() if value is not None})
        show_record(shown, view, output)


def fault_commands(path: str, view: View) -> typer.Typer:
    """The commands of the board at `path`."""
    faults = typer.Typer(name="faults", help="See, explain and clear faults.", no_args_is_help=True)

    @faults.command("list")
    def list_faults(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
        """List the faults in force."""
        with control(simulator) as client:
            show_records(listed(client.get(path), "faults"), view, output)

    @faults.command("kinds")
    def list_kinds(simulator: SimulatorOption = None, output: OutputOption = OutputFormat.TABLE) -> None:
        """List what can go wrong, and what each kind means."""
        with control(simulator) as client:
            show_records(listed(client.get(f"{path}/kinds"), "kinds"), KINDS, output)

    @faults.command()
    def clear(fault_id: FaultArgument = None, simulator: SimulatorOption = None) -> None:
        """Take a fault away, or every one."""
        with control(simulator) as client:
            client.delete(path if fault_id is None else f"{path}/{fault_id}")
        streams.message("No fault is in force." if fault_id is None else f"Fault {fault_id} is over.")

    return faults
