"""The way to the simulator's control API."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cli.connection.api_client import ApiClient
from cli.connection.demo_file import find_demo
from cli.connection.server_address import server_address
from cli.connection.target import Target
from cli.errors import CliError, UsageError
from cli.output.columns import Record

SIMULATOR_VARIABLE = "CML_FLEET_SIMULATOR"
SimulatorOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--simulator", help=f"Address of the simulator. Also {SIMULATOR_VARIABLE}; default: the demo's."),
]


@contextmanager
def control(simulator: str | None) -> Iterator[ApiClient]:
    """Give a client of the simulator, which is never shown a key. Raises UsageError."""
    address = simulator or os.environ.get(SIMULATOR_VARIABLE) or _demo_address()
    if not address:
        raise UsageError(f"No simulator: start a demo, or name one with --simulator or {SIMULATOR_VARIABLE}.")
    with ApiClient(Target(server_address(address))) as client:
        yield client


def listed(reply: Record, key: str) -> list[Record]:
    """Return the list under `key`. Raises CliError when there is none."""
    records = reply.get(key)
    if not isinstance(records, list):
        raise CliError("The answer holds no list: is this a simulator?")
    return records


def _demo_address() -> str | None:
    demo = find_demo(Path.cwd())
    return demo.simulator if demo else None
