"""The folder in which a demo keeps everything."""

import shutil
from pathlib import Path

from cli.connection.demo_file import DEMO_FILE
from cli.errors import UsageError

MARKER = ".cml-fleet-demo"
LOCK = "demo.lock"
MARKER_TEXT = "This folder was made by `cml-fleet demo`; `cml-fleet demo --reset` empties it.\n"


class DemoFolder:
    """A folder that is this program's own: only one that it made is used or emptied."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.marker = self.path / MARKER
        self.lock = self.path / LOCK
        self.secrets = self.path / "secrets.json"
        self.ports = self.path / "ports.json"
        self.demo_file = self.path / DEMO_FILE
        self.database = self.path / "database"
        self.database_settings = self.path / "secantusd.toml"
        self.logs = self.path / "logs"

    def prepare(self) -> None:
        """Make the folder, or make sure that it is a demo's. Raises UsageError."""
        try:
            self._prepare()
        except OSError as error:
            raise UsageError(f"{self.path} cannot be used: {error.strerror}.") from error

    def _prepare(self) -> None:
        if not self.marker.exists():
            if self.path.exists() and not self._is_empty():
                raise UsageError(f"{self.path} was not made by a demo and is not empty; it is left alone.")
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.marker.write_text(MARKER_TEXT)
        self.logs.mkdir(exist_ok=True)

    def empty(self) -> None:
        """Remove everything but the marker and the lock; prepare() must have been called."""
        for entry in self.path.iterdir():
            if entry.name in (MARKER, LOCK):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self.logs.mkdir()

    def _is_empty(self) -> bool:
        return self.path.is_dir() and not any(self.path.iterdir())
