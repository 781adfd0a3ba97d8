"""IncomingFile: a file that is not yet where it is to be."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

INCOMING = ".incoming"


class IncomingFile:
    """In a folder beside those that count, locked as long as its process lives."""

    def __init__(self, root: Path) -> None:
        folder = root / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / token_hex(12)
        self.file = self.path.open("xb")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def settle(self) -> None:
        """Have all of it on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def publish(self, path: Path) -> None:
        """Put it where it is to be, in place of what is there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        """Remove it unless it was published."""
        self.path.unlink(missing_ok=True)
        self.file.close()


def remove_abandoned_files(root: Path) -> int:
    """Remove the files of processes that have died; return how many there were."""
    return sum(_remove_where_abandoned(path) for path in (root / INCOMING).glob("*"))


def _remove_where_abandoned(path: Path) -> bool:
    with suppress(OSError):  # it is locked, or just gone
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        return True
    return False
