"""Wall and processor time of a block."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Cost:
    """Seconds that went by, and seconds of processor time that this process used in all its threads."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0


@contextmanager
def cost() -> Iterator[Cost]:
    """Measure the block."""
    measured = Cost()
    wall, cpu = time.perf_counter(), time.process_time()
    yield measured
    measured.wall_seconds, measured.cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
