"""The embedded database as a process of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.surroundings.program import LOOPBACK, free_port, listens, program, wait_until


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Run SecantusDB; gives its URI."""
    port, output, settings = free_port(), folder / "database.log", folder / "secantusd.toml"
    settings.touch()  # empty ones, so that it looks for no others
    executable = str(Path(sys.executable).with_name("secantusd-py"))
    storage = ["--config", str(settings), "--storage-path", str(folder / "database")]
    with program([executable, *storage, "--host", LOOPBACK, "--port", str(port)], output) as process:
        wait_until(process, output, lambda: listens(port))
        yield f"mongodb://{LOOPBACK}:{port}/?directConnection=true"
