"""`cml-fleet labs import|download`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.connection.problem import error_from
from cli.connection.worker_names import worker_path
from cli.errors import CliError
from cli.labs.acts import LabArgument
from cli.labs.lab_names import lab_path, resolve_lab
from cli.operations.acting import TimeoutOption, WaitOption, show_end
from cli.output.formats import OutputFormat, OutputOption
from cli.raw_request import print_as_it_comes
from cli.session import connect

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="A topology (YAML); - for standard input.")]
WorkerOption = Annotated[str, typer.Option("--worker", "-w", help="The worker to make it on: id, name or instance id.")]
TitleOption = Annotated[str | None, typer.Option(help="A title instead of the topology's own.")]


def import_lab(
    context: typer.Context,
    file: FileArgument,
    *,
    worker: WorkerOption,
    title: TitleOption = None,
    wait: WaitOption = True,
    timeout: TimeoutOption = 600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Make a lab of a topology."""
    body = {"topology": _read(file), "title": title}
    with connect(context) as client:
        operation = client.post(f"{worker_path(client, worker)}/labs:import", body)
        show_end(client, operation, timeout if wait else None, output)


def download(context: typer.Context, lab: LabArgument) -> None:
    """Write the topology of a lab (YAML) to standard output."""
    with connect(context) as client, client.open("GET", f"{lab_path(resolve_lab(client, lab))}/topology") as response:
        if not response.is_success:
            response.read()
            raise error_from(response)
        print_as_it_comes(response)


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode()
    except OSError as error:
        raise CliError(f"The file {file} cannot be read.") from error
    except UnicodeDecodeError as error:
        raise CliError(f"The file {file} is no text in UTF-8.") from error
