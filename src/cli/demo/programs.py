"""The three programs of a demo."""

import shutil
import sys
from pathlib import Path

from cli.demo.demo_folder import DemoFolder
from cli.demo.demo_ports import LOOPBACK
from cli.errors import CliError
from cli.python_program import module_command

WORKERS = 25
REGIONS = ("us-east-1", "eu-west-1")
SEED = 1
LATEST_SAMPLES_SECONDS = 55  # so that some worker's figures are news in every refresh
LABS_PER_WORKER = 4
FIRST_CONTROLLER_PORT = 8100  # those that are taken are passed over
UNLICENSED, STRANGE_PASSWORD = 3, 7  # workers on whose controllers something is to be seen
CONTROLLER_PASSWORD = "demo"  # noqa: S105  # of controllers that do not exist
DATABASE_PROGRAM = "secantusd-py"


class Programs:
    """Says how each program is started."""

    def database(self, folder: DemoFolder, port: int) -> list[str]:
        """Return the command of the embedded database. Raises CliError when it is not installed.

        It is given settings of its own, empty ones, so that it does not look for others on the machine.
        """
        folder.database_settings.touch()
        settings = ["--config", str(folder.database_settings), "--storage-path", str(folder.database)]
        return [_installed(DATABASE_PROGRAM), *settings, "--host", LOOPBACK, "--port", str(port)]

    def simulator(self, port: int) -> list[str]:
        """Return the command of the simulator."""
        fleet = ["--workers", str(WORKERS), "--regions", ",".join(REGIONS), "--seed", str(SEED)]
        lively = ["--lively", "--detailed-percent", "100", "--latest-samples", str(LATEST_SAMPLES_SECONDS)]
        return module_command("simulator", "--port", str(port), *fleet, *lively, *_controllers())

    def service(self) -> list[str]:
        """Return the command of the service; its settings are in its environment."""
        return module_command("main")


def _controllers() -> list[str]:
    return [
        *("--cml", "--cml-first-port", str(FIRST_CONTROLLER_PORT), "--cml-labs", str(LABS_PER_WORKER)),
        *("--cml-password", CONTROLLER_PASSWORD),
        *("--cml-unlicensed", str(UNLICENSED), "--cml-strange-password", str(STRANGE_PASSWORD)),
    ]


def _installed(program: str) -> str:
    beside = Path(sys.executable).with_name(program)
    found = str(beside) if beside.exists() else shutil.which(program)
    if not found:
        raise CliError(f"{program} is not installed; install cml-fleet with its extra `demo`.")
    return found
