"""The simulated fleet as a process of its own, and its control."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.surroundings.program import program, python_module, wait_until

REGION = "us-east-1"
EC2_SECONDS = 0.08
CLOUDWATCH_SECONDS = 0.12


class Simulator:
    """Latency is set and calls are counted through the control API."""

    def __init__(self, address: str) -> None:
        self.address = address

    def be_as_slow_as_aws(self) -> None:
        """Answer after 80 ms (EC2) and 120 ms (CloudWatch)."""
        self._ask("PUT", "latency", {"ec2": EC2_SECONDS, "cloudwatch": CLOUDWATCH_SECONDS})

    def answer_at_once(self) -> None:
        """Answer without latency."""
        self._ask("PUT", "latency", {"ec2": 0, "cloudwatch": 0})

    def answer_for_controllers_after(self, seconds: float) -> None:
        """Let each call of a controller take so long; makes all of them, which is not to be measured later."""
        self._ask("GET", "cml/hosts")
        self._ask("PUT", "cml/timing", {"latency": seconds})

    def harm_controllers(self, kind: str, instance_ids: Sequence[str], **more: Any) -> None:
        """Order a fault of these instances' controllers."""
        self._ask("POST", "cml/faults", {"kind": kind, "instances": list(instance_ids), **more})

    def count_from_zero(self) -> None:
        """Forget the calls so far."""
        self._ask("DELETE", "calls")

    def calls(self) -> Counter[str]:
        """Count the calls by action."""
        counted: Counter[str] = Counter()
        services = json.loads(self._ask("GET", "calls"))["calls"]
        for regions in services.values():
            for actions in regions.values():
                counted.update(actions)
        return counted

    def _ask(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> bytes:
        body = None if document is None else json.dumps(document).encode()
        request = Request(f"{self.address}/_simulator/{path}", body, method=method)  # noqa: S310  # loopback
        with urlopen(request) as reply:  # noqa: S310  # loopback
            content: bytes = reply.read()
        return content


@contextmanager
def simulator(folder: Path, workers: int, *options: str) -> Iterator[Simulator]:
    """Run a fleet in one region, without AWS's request limits: they would only slow the way that asks too often."""
    output = folder / f"simulator-{workers}.log"
    command = python_module("simulator", "--workers", str(workers), "--regions", REGION, "--no-throttling", *options)
    with program(command, output) as process:
        wait_until(process, output, lambda: output.read_bytes().endswith(b"}\n"))
        simulated = Simulator(json.loads(output.read_text())["address"])
        simulated.be_as_slow_as_aws()
        yield simulated
