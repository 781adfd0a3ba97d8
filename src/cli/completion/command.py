"""`cml-fleet completion`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.completion.install import install_completion
from cli.completion.scripts import SCRIPTS, Shell
from cli.output import streams

ShellArgument = Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish: the shell to complete in.")]
InstallOption = Annotated[bool, typer.Option("--install", help="Put it where the shell finds it at its next start.")]


def completion(shell: ShellArgument, install: InstallOption = False) -> None:
    """Print what makes a shell complete commands, options and workers.

    For this shell only: eval "$(cml-fleet completion bash)", or cml-fleet completion fish | source.
    """
    if not install:
        streams.write(SCRIPTS[shell])
        return
    for path in install_completion(shell, Path.home()):
        streams.message(f"Wrote {path}.")
    streams.message(f"It works in every {shell} that is started from now on.")
