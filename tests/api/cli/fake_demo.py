"""`cml-fleet demo` with programs that stand in for the real ones."""

import sys
from pathlib import Path

from cli.demo.demo_folder import DemoFolder
from cli.demo.programs import Programs
from cli.main import run

PROGRAM = str(Path(__file__).with_name("fake_program.py"))


def _database(self: Programs, folder: DemoFolder, port: int) -> list[str]:
    folder.database.mkdir(exist_ok=True)
    return [sys.executable, PROGRAM, "database", str(port)]


def _simulator(self: Programs, port: int) -> list[str]:
    return [sys.executable, PROGRAM, "simulator", str(port)]


def _service(self: Programs) -> list[str]:
    return [sys.executable, PROGRAM, "service", "CML_FLEET_HTTP_PORT"]


Programs.database = _database  # type: ignore[method-assign]  # the one edge that is replaced
Programs.simulator = _simulator  # type: ignore[method-assign]
Programs.service = _service  # type: ignore[method-assign]
run()
