"""`cml-fleet demo` with programs that stand in for the real ones."""

import sys
from pathlib import Path

from cli.demo import run_demo
from cli.demo.demo_folder import DemoFolder
from cli.demo.programs import Programs
from cli.main import run


class FakePrograms(Programs):
    """Starts the same small program three times."""

    def database(self, folder: DemoFolder, port: int) -> list[str]:
        """Return the command of the stand-in."""
        (folder.path / "database").mkdir(exist_ok=True)
        return _command("database", port)

    def simulator(self, port: int) -> list[str]:
        """Return the command of the stand-in."""
        return _command("simulator", port)

    def service(self) -> list[str]:
        """Return the command of the stand-in; its port is in the environment, as the service's own."""
        return [sys.executable, _program(), "service", "CML_FLEET_HTTP_PORT"]


def _command(name: str, port: int) -> list[str]:
    return [sys.executable, _program(), name, str(port)]


def _program() -> str:
    return str(Path(__file__).with_name("fake_program.py"))


run_demo.Programs = FakePrograms  # type: ignore[attr-defined]  # the one edge that is replaced
run()
