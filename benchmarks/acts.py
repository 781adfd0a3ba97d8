"""Acts on the fleet: many workers stopped at once, and many operations one after the other."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from application.events.sse.sse_limits import SSELimits
from benchmarks.fleet import ADMIN_KEY, Bench, settings_of
from benchmarks.measuring.command_log import CommandLog
from benchmarks.measuring.table import heading, verdict
from benchmarks.service import Service, service
from benchmarks.surroundings.simulator import Simulator, simulator

WORKERS, REGIONS = 200, ("us-east-1", "eu-west-1")
OPERATIONS, SECONDS = 1_000, 60.0
ROUNDS = 3
RING_EVENTS = SSELimits().ring_events
LONGEST_WAIT_SECONDS = 120.0


@dataclass
class Watch:
    """When each worker was seen to stop in the stream, by a thread that reads it."""

    port: int
    seen: dict[str, float] = field(default_factory=dict)
    opened: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Read until the process ends."""
        threading.Thread(target=self._read, daemon=True).start()
        assert self.opened.wait(10)

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request(
            "GET", "/api/events/stream?event_types=status", headers={"Authorization": f"Bearer {ADMIN_KEY}"}
        )
        for line in connection.getresponse():
            self.opened.set()
            if line.startswith(b"data:") and b'"new_status":"stopping"' in line:
                self.seen.setdefault(json.loads(line[5:])["subject"], time.perf_counter())


def acts(uri: str, folder: Path, commands: CommandLog, *, quick: bool) -> None:
    """Measure and print."""
    heading(f"Acts: {WORKERS} workers in {len(REGIONS)} regions of one account")
    with simulator(folder, WORKERS, "--regions", ",".join(REGIONS)) as simulated:
        settings = settings_of(Bench(uri, simulated, commands, WORKERS), "bench_acts", 4)
        settings = settings.model_copy(update={"aws_regions": list(REGIONS)})
        with service(folder, settings) as running:
            ids = running.import_all()
            _fill_ring(running, ids)
            _print_operations(running, ids[0], OPERATIONS // 10 if quick else OPERATIONS)
            _print_stop(running, simulated, ids)


def _print_stop(running: Service, simulated: Simulator, ids: list[str]) -> None:
    watch = Watch(running.port)
    watch.begin()
    simulated.count_from_zero()
    accepted = json.loads(running.ask("POST", "/api/workers:stop", json.dumps({"ids": ids}).encode()))
    begun = time.perf_counter()
    operation = _end_of(running, accepted["id"])
    seconds = max(watch.seen[each] for each in ids) - begun
    calls = simulated.calls()
    print(f"  {operation['done']} done, {operation['failed']} failed, {operation['waiting']} waiting")
    verdict("StopInstances", calls["StopInstances"], len(REGIONS))
    verdict("all seen to stop in the stream after", seconds, 1, "s")
    print(f"  reads until all were stopped: {calls['DescribeInstanceStatus']} DescribeInstanceStatus")


def _fill_ring(running: Service, ids: list[str]) -> None:
    """Tell as many events as are kept in memory, so that what is measured later pushes out as much as it brings."""
    for number in range(RING_EVENTS // len(ids)):
        body = json.dumps({"ids": ids, "tags": {"round": str(number)}}).encode()
        running.ask("POST", "/api/workers:tag?wait=60", body)


def _print_operations(running: Service, worker_id: str, count: int) -> None:
    """The first round warms up; operations of the last four minutes are kept: 2 MB for each of these minutes."""
    resident = []
    for number in range(ROUNDS):
        seconds = _tag_often(running, worker_id, count)
        resident.append(running.resident_bytes / 1e6)
        print(f"  round {number + 1}: {count} operations in {seconds:.0f} s, {resident[-1]:.1f} MB")
    verdict("memory grown in the last round by", resident[-1] - resident[-2], 5, "MB")


def _tag_often(running: Service, worker_id: str, count: int) -> float:
    begun = time.perf_counter()
    for number in range(count):
        body = json.dumps({"ids": [worker_id], "tags": {"number": str(number)}}).encode()
        running.ask("POST", "/api/workers:tag", body)
        time.sleep(max(0.0, begun + (number + 1) * SECONDS / OPERATIONS - time.perf_counter()))
    return time.perf_counter() - begun


def _end_of(running: Service, operation_id: str) -> dict[str, object]:
    ends = time.perf_counter() + LONGEST_WAIT_SECONDS
    while time.perf_counter() < ends:
        operation: dict[str, object] = json.loads(running.ask("GET", f"/api/operations/{operation_id}?wait=10"))
        if operation["finished_at"]:
            break
    return operation
