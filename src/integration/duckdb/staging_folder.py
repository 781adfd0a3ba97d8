"""StagingFolder: where a file is made, so that nothing stays of it when its maker is killed."""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = "cml-fleet-archive-"
LOCK = "lock"


class StagingFolder:
    """A folder of this machine's temporary ones, locked as long as its process lives."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_abandoned_folders() -> int:
    """Remove the folders of processes that have died; return how many there were."""
    folders = Path(tempfile.gettempdir()).glob(f"{PREFIX}*")
    return sum(_remove_where_abandoned(folder) for folder in folders)


def _remove_where_abandoned(folder: Path) -> bool:
    with suppress(OSError):  # somebody else's, or just gone
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        finally:
            os.close(lock)
        return True
    return False
