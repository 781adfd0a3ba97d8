"""`cml-fleet serve`: becomes the service."""

import os
import sys
from typing import Annotated

import typer

from cli.python_program import module_command, program_environment


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    roles: Annotated[
        str | None, typer.Option(help="What this process does: api, jobs, or both, separated by a comma.")
    ] = None,
) -> None:
    """Run the service, or a part of it: several processes on one database work as one.

    Its settings come from CML_FLEET_... variables.
    """
    chosen = {"CML_FLEET_HTTP_HOST": host, "CML_FLEET_HTTP_PORT": port, "CML_FLEET_ROLES": roles}
    settings = {name: str(value) for name, value in chosen.items() if value is not None}
    environment = {**program_environment(os.environ), **settings}
    os.execve(sys.executable, module_command("main"), environment)  # noqa: S606  # no shell is wanted
