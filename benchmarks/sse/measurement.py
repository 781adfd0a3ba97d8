"""What one scenario showed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles

from benchmarks.sse.harness import Harness
from benchmarks.sse.server_process import ServerProcess


@dataclass(frozen=True, slots=True)
class Measurement:
    """Frames read by the clients in `seconds`, and the CPU both sides took for it."""

    frames: int
    seconds: float
    server_cpu_seconds: float
    harness_cpu_seconds: float
    latencies_ms: list[float]

    @property
    def frames_per_second(self) -> float:
        """Deliveries per second."""
        return self.frames / self.seconds

    @property
    def server_cpu_per_100k(self) -> float:
        """CPU seconds of the server for 100,000 deliveries."""
        return self.server_cpu_seconds / max(1, self.frames) * 100_000

    def latency_ms(self, percentile: int) -> float:
        """A percentile of the latency from telling to reading, in milliseconds."""
        return quantiles(self.latencies_ms, n=100)[percentile - 1]


def measure(server: ServerProcess, harness: Harness, read: Callable[[], None]) -> Measurement:
    """Measure what happens while `read` runs."""
    frames, server_cpu = harness.frames, server.cpu_seconds
    began, cpu = time.monotonic(), time.process_time()
    read()
    return Measurement(
        harness.frames - frames,
        time.monotonic() - began,
        server.cpu_seconds - server_cpu,
        time.process_time() - cpu,
        harness.latencies_ms,
    )
