"""`python -m benchmarks.cml`: processor time of a call, and memory with a thousand controllers behind TLS."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks.cml.calls import calls_async
from benchmarks.cml.certificate import certificate_in
from benchmarks.measuring.table import heading, row, verdict
from benchmarks.surroundings.program import free_port, listens, program, python_module, wait_until

IDLE_SECONDS = (0.1, 60.0)
"""The default, and connections that are kept from one cycle to the next."""
MOST_MEGABYTES_BESIDE_THE_SERVICE = 150.0


def main() -> None:
    """Measure, in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats: a look, not a measurement")
    quick = parser.parse_args().quick
    with TemporaryDirectory(prefix="cml-fleet-bench-") as folder:
        _calls(Path(folder), quick=quick)
        _memory(Path(folder))


def _calls(folder: Path, *, quick: bool) -> None:
    port = free_port()
    output = folder / "plain.log"
    with program(_server(port, ""), output) as process:
        wait_until(process, output, lambda: listens(port))
        uvloop.run(calls_async(port, quick=quick))


def _memory(folder: Path) -> None:
    port, certificate = free_port(), certificate_in(folder)
    heading("CML: memory of a client that asks 1,000 controllers behind TLS, 64 at once")
    output = folder / "tls.log"
    with program(_server(port, str(certificate.file)), output) as process:
        wait_until(process, output, lambda: listens(port))
        added = {idle: _added_megabytes(port, certificate.fingerprint, idle) for idle in IDLE_SECONDS}
    for idle, megabytes in added.items():
        row(f"connections kept for {idle:g} s when idle", f"{megabytes:,.0f} MB")
    verdict("as the settings have it", added[IDLE_SECONDS[0]], MOST_MEGABYTES_BESIDE_THE_SERVICE, " MB")


def _server(port: int, certificate: str) -> list[str]:
    return python_module("benchmarks.cml.server", str(port), certificate)


def _added_megabytes(port: int, fingerprint: str, idle_seconds: float) -> float:
    command = [sys.executable, "-m", "benchmarks.cml.memory", str(port), fingerprint, str(idle_seconds)]
    before, most = map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    return most - before


if __name__ == "__main__":
    main()
