"""How this project's other programs are started: by module, with the Python that runs this one."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module; -P keeps files of the current folder from standing in for it."""
    return [sys.executable, "-P", "-m", module, *arguments]


def program_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which this project's modules are found, installed or not."""
    path = os.pathsep.join(filter(None, (str(SOURCE), environ.get("PYTHONPATH"))))
    return {**environ, "PYTHONPATH": path}
