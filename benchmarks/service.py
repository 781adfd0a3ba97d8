"""The service as a process: its start, its memory, and its answers over HTTP."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from application.settings import Settings
from benchmarks.fleet import ADMIN_KEY, Bench, settings_of
from benchmarks.measuring.command_log import CommandLog
from benchmarks.measuring.table import head, heading, row, verdict
from benchmarks.mediator_share import mediator_seconds_async
from benchmarks.surroundings.program import LOOPBACK, Process, free_port, program, python_module, wait_until
from benchmarks.surroundings.simulator import simulator

SMALL, LARGE = 25, 1000
IDLE_SECONDS = 20.0


class Service:
    """A running service; one connection is kept."""

    def __init__(self, process: Process, port: int, ready_seconds: float) -> None:
        self._process = process
        self.port = port
        self._connection = http.client.HTTPConnection(LOOPBACK, port)
        self.ready_seconds = ready_seconds

    @property
    def resident_bytes(self) -> int:
        """Resident memory as ps(1) tells it."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, check=True)
        return int(told.stdout) * 1024

    def import_all(self) -> list[str]:
        """Import every instance; return the ids of the workers."""
        reply = json.loads(self.ask("POST", "/api/workers:bulk-import", b'{"ami_name": "*"}'))
        return [worker["id"] for worker in reply["imported"]]

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Send one request as admin; the reply's body."""
        headers = {"Authorization": f"Bearer {ADMIN_KEY}", "Content-Type": "application/json"}
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        content = reply.read()
        assert reply.status < 300, content
        return content

    def seconds_of(self, path: str, repeats: int) -> list[float]:
        """Ask again and again; the seconds of each answer."""
        measured = []
        for _ in range(repeats):
            begun = time.perf_counter()
            self.ask("GET", path)
            measured.append(time.perf_counter() - begun)
        return measured


@contextmanager
def service(folder: Path, settings: Settings) -> Iterator[Service]:
    """Run `python -m main`, ready."""
    port, output = free_port(), folder / "service.log"
    with program(python_module("main"), output, _environment(settings, port)) as process:
        ready_seconds = wait_until(process, output, lambda: _is_ready(port))
        yield Service(process, port, ready_seconds)


def _environment(settings: Settings, port: int) -> dict[str, str]:
    return {
        "CML_FLEET_HTTP_PORT": str(port),
        "CML_FLEET_MONGODB_URI": settings.mongodb_uri.get_secret_value(),
        "CML_FLEET_MONGODB_DATABASE": settings.mongodb_database,
        "CML_FLEET_AWS_REGIONS": ",".join(settings.aws_regions),
        "CML_FLEET_AWS_ENDPOINT_URL": settings.aws_endpoint_url or "",
        "CML_FLEET_SECRET_KEY": settings.secret_key.get_secret_value(),
        "CML_FLEET_API_KEY_PEPPER": settings.api_key_pepper.get_secret_value(),
        "CML_FLEET_BOOTSTRAP_ADMIN_KEY": ADMIN_KEY,
        "CML_FLEET_RATE_LIMIT_BURST": "1000000",
    }


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


async def services_async(uri: str, folder: Path, commands: CommandLog, *, quick: bool) -> None:
    """Measure and print."""
    heading("The service as a process")
    with simulator(folder, SMALL) as simulated:
        settings = settings_of(Bench(uri, simulated, commands, SMALL), "bench_small", 4)
        _print_start(folder, settings, quick=quick)
    with simulator(folder, LARGE) as simulated:
        settings = settings_of(Bench(uri, simulated, commands, LARGE), "bench_large", 4)
        with service(folder, settings) as running:
            await _print_answers(running, settings, repeats=50 if quick else 500)


def _print_start(folder: Path, settings: Settings, *, quick: bool) -> None:
    ready = []
    for _ in range(1 if quick else 5):
        with service(folder, settings) as running:
            ready.append(running.ready_seconds)
    with service(folder, settings) as running:
        running.import_all()
        time.sleep(1 if quick else IDLE_SECONDS)
        megabytes = running.resident_bytes / 1e6
    verdict("start to ready, the fastest of a few", min(ready), 3, "s")
    print(f"  all starts: {', '.join(f'{seconds:.2f} s' for seconds in ready)}")
    verdict(f"memory when idle, {SMALL} workers", megabytes, 180, "MB")


async def _print_answers(running: Service, settings: Settings, repeats: int) -> None:
    ids = running.import_all()
    mediator = await mediator_seconds_async(settings, ids[0], repeats)
    head(("p50", "p95", "mediator", "its share"))
    for name, path in (
        ("get one worker", f"/api/workers/{ids[0]}"),
        ("list 100 of 1,000", "/api/workers?limit=100"),
        ("list 500 of 1,000, sorted by CPU", "/api/workers?limit=500&sort=-cpu_percent"),
    ):
        _print_answer(name, running.seconds_of(path, repeats), mediator)


def _print_answer(name: str, seconds: Sequence[float], mediator_seconds: float) -> None:
    p50, p95 = median(seconds), quantiles(seconds, n=20)[-1]
    share = f"{mediator_seconds / p50:.1%}"
    row(name, f"{p50 * 1000:.2f} ms", f"{p95 * 1000:.2f} ms", f"{mediator_seconds * 1e6:.0f} us", share)
