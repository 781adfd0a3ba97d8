"""`cml-fleet demo`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.connection.demo_file import DEMO_FOLDER

FolderOption = Annotated[Path, typer.Option("--data-dir", help="Where the demo keeps its state.")]
ResetOption = Annotated[bool, typer.Option("--reset", help="Begin from nothing.")]


def demo(folder: FolderOption = Path(DEMO_FOLDER), reset: ResetOption = False) -> None:
    """Run the service on a simulated fleet.

    Starts an embedded database, the simulator and the service on this machine; ctrl-C ends all of them.
    """
    from cli.demo.run_demo import run_demo

    run_demo(folder, reset=reset)
