"""The embedded database as a process of its own."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from support.child import Child, unmeasured
from support.loopback import LOOPBACK, answers, free_port
from support.waiting import wait_until

PROGRAM = "secantusd-py"
LOOK_MILLISECONDS = 500
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder with a name of its own is made in it
ROOM_BYTES = 1 << 30
"""Several times what the databases of a whole run take."""


@contextmanager
def database_server(otherwise: Path) -> Iterator["DatabaseServer"]:
    """Run a server whose files are in memory where there is room, which every commit would wait for on a disk.

    They outlive a killed server there too. `otherwise` is the folder to use where there is none.
    """
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    with TemporaryDirectory(prefix="cml-fleet-", dir=MEMORY if in_memory else otherwise) as folder:
        server = DatabaseServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


class DatabaseServer:
    """One server on one folder: it can be frozen, killed and started again with what it had."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self._child: Child | None = None
        self.port = free_port()
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def uri(self) -> str:
        """Where it answers."""
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    @property
    def child(self) -> Child:
        """Its process."""
        assert self._child is not None, "the database was not started"
        return self._child

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = self._folder / "secantusd.toml"  # its own, so that it does not look for others
        settings.write_text("[storage]\nttl_sweep_seconds = 0\n")
        options = ["--config", str(settings), "--storage-path", str(self._folder / "data"), *self._options]
        command = [_installed(), *options, "--host", LOOPBACK, "--port", str(self.port)]
        self._child = child = Child(command, unmeasured(os.environ), self._folder / "log")
        wait_until(lambda: child.check() and answers(self.port) and self._says_hello(), "the database answers", 20)

    def stop(self) -> None:
        """End it; it has nothing that a test would still want."""
        if self._child is not None:
            self._child.thaw()
            self._child.kill()

    def end(self) -> None:
        """Ask it to end, and wait until it has written what it holds."""
        self.child.terminate()
        self.child.process.wait(10)

    def restart(self) -> None:
        """Kill it and start it again where it was."""
        self.stop()
        self.start()

    def _says_hello(self) -> bool:
        try:
            with MongoClient[dict[str, Any]](self.uri, timeoutMS=LOOK_MILLISECONDS) as client:
                client.admin.command("hello")
        except PyMongoError:
            return False
        return True


def _installed() -> str:
    beside = Path(sys.executable).with_name(PROGRAM)
    found = str(beside) if beside.exists() else shutil.which(PROGRAM)
    assert found, f"{PROGRAM} is not installed beside {sys.executable}: install the extra `demo`"
    return found
