"""Puts completion where the shell finds it at its next start."""

from pathlib import Path

from cli.completion.scripts import SCRIPTS, Shell
from cli.errors import CliError

FISH_FILE = ".config/fish/completions/cml-fleet.fish"
FILE = ".local/share/cml-fleet/completion"
STARTUP_FILES = {Shell.BASH: ".bashrc", Shell.ZSH: ".zshrc"}


def install_completion(shell: Shell, home: Path) -> list[Path]:
    """Write the script, and one line into the shell's start-up file unless it is there; return what was written.

    fish reads a folder of its own and needs no such line. Raises CliError.
    """
    try:
        if shell is Shell.FISH:
            return [_written(home / FISH_FILE, SCRIPTS[shell])]
        script = _written(home / f"{FILE}.{shell}", SCRIPTS[shell])
        return [script, *_mentioned(script, home / STARTUP_FILES[shell])]
    except OSError as error:
        raise CliError(f"{error.filename} cannot be written: {error.strerror}.") from error


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _mentioned(script: Path, startup: Path) -> list[Path]:
    line = f"source '{script}'\n"
    known = startup.read_text() if startup.exists() else ""
    if line in known:
        return []
    with startup.open("a") as file:
        file.write(line if not known or known.endswith("\n") else f"\n{line}")
    return [startup]
