"""`cml-fleet workers start|stop|reboot|terminate`."""

from typing import Annotated

import typer

from cli.connection.api_client import ApiClient
from cli.connection.worker_names import resolve_workers, worker_path
from cli.errors import UsageError
from cli.operations.acting import TimeoutOption, WaitOption, YesOption, make_sure, show_end
from cli.output import streams
from cli.output.columns import Record
from cli.output.formats import OutputFormat, OutputOption
from cli.session import connect
from cli.workers.options import WorkersArgument

ConfirmOption = Annotated[
    list[str] | None,
    typer.Option("--confirm", metavar="NAME", help="The worker's name; for several workers once for each, in order."),
]


def start(
    context: typer.Context,
    workers: WorkersArgument,
    *,
    wait: WaitOption = True,
    timeout: TimeoutOption = 1800,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Start workers' instances."""
    with connect(context) as client:
        show_end(client, _begin(client, workers, "start"), timeout if wait else None, output)


def stop(
    context: typer.Context,
    workers: WorkersArgument,
    *,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 1800,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Stop workers' instances; labs that run are cut off."""
    make_sure(f"Stop {', '.join(workers)}?", yes=yes)
    with connect(context) as client:
        show_end(client, _begin(client, workers, "stop"), timeout if wait else None, output)


def reboot(
    context: typer.Context,
    workers: WorkersArgument,
    *,
    yes: YesOption = False,
    wait: WaitOption = True,
    timeout: TimeoutOption = 1800,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Reboot workers' instances; labs that run are cut off."""
    make_sure(f"Reboot {', '.join(workers)}?", yes=yes)
    with connect(context) as client:
        show_end(client, _begin(client, workers, "reboot"), timeout if wait else None, output)


def terminate(
    context: typer.Context,
    workers: WorkersArgument,
    *,
    confirm: ConfirmOption = None,
    wait: WaitOption = True,
    timeout: TimeoutOption = 1800,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """End workers' instances for good, each confirmed by its name."""
    names = _confirmations(list(dict.fromkeys(workers)), confirm)
    with connect(context) as client:
        show_end(client, _terminate(client, names), timeout if wait else None, output)


def _begin(client: ApiClient, workers: list[str], act: str) -> Record:
    if len(workers) == 1:
        return client.post(f"{worker_path(client, workers[0])}/{act}")
    return client.post(f"/api/workers:{act}", {"ids": resolve_workers(client, workers)})


def _confirmations(workers: list[str], given: list[str] | None) -> dict[str, str]:
    """Return the name that was given or typed for each worker; the server compares it with the worker's own."""
    if given is None:
        if not streams.can_ask():
            raise UsageError("Terminating needs --confirm NAME where nobody can be asked.")
        given = [streams.ask_text(f"Type the name of {worker} to terminate it for good") for worker in workers]
    if len(given) != len(workers):
        raise UsageError(f"{len(workers)} workers and {len(given)} names: give --confirm once for each, in order.")
    return dict(zip(workers, given, strict=True))


def _terminate(client: ApiClient, names: dict[str, str]) -> Record:
    if len(names) == 1:
        [(worker, name)] = names.items()
        return client.post(f"{worker_path(client, worker)}/terminate", {"confirm": name})
    ids = resolve_workers(client, names)
    confirmed = [{"id": worker_id, "confirm": name} for worker_id, name in zip(ids, names.values(), strict=True)]
    return client.post("/api/workers:terminate", {"workers": confirmed})
