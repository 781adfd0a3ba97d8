"""`python -m benchmarks` from the root of the repository: the fleet cycle, the commit, and the service as a whole."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvloop
from pymongo import monitoring

from benchmarks.acts import acts
from benchmarks.alerts import alerts_async
from benchmarks.archive import archive
from benchmarks.commit import commits_async
from benchmarks.controllers import controllers_async, https_memory_async
from benchmarks.cycle_tables import fleet_cycles_async
from benchmarks.jobs import jobs
from benchmarks.large_fleet import large_fleets_async
from benchmarks.measuring.command_log import CommandLog
from benchmarks.service import services_async
from benchmarks.surroundings.database import database
from benchmarks.surroundings.program import MADE_UP_CREDENTIALS

PARTS = ("cycle", "large", "controllers", "commit", "service", "acts", "jobs", "alerts", "archive")
BY_ITSELF = "https"
"""It measures the memory of this process, in which nothing else may have been measured."""


def main() -> None:
    """Measure the parts asked for, in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repeat of everything: a look, not a measurement")
    parser.add_argument(
        "--only", choices=(*PARTS, BY_ITSELF), action="append", help="some of the parts; may be repeated"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything started is ended
    os.environ.update(MADE_UP_CREDENTIALS)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with TemporaryDirectory(prefix="cml-fleet-bench-") as folder:
        uvloop.run(_measure(Path(folder), options.only or PARTS, quick=options.quick))
        if "archive" in (options.only or PARTS):
            archive(Path(folder), quick=options.quick)
        if "jobs" in (options.only or PARTS):
            _measure_jobs(Path(folder) / "jobs", quick=options.quick)
    if "alerts" in (options.only or PARTS):
        uvloop.run(alerts_async(quick=options.quick))


def _measure_jobs(folder: Path, *, quick: bool) -> None:
    folder.mkdir()
    with database(folder) as uri:
        jobs(uri, folder, quick=quick)


async def _measure(folder: Path, parts: Sequence[str], *, quick: bool) -> None:
    commands = CommandLog()
    monitoring.register(commands)
    with database(folder) as uri:
        if "cycle" in parts:
            await fleet_cycles_async(uri, folder, commands, quick=quick)
        if "large" in parts:
            await large_fleets_async(uri, folder, quick=quick)
        if "controllers" in parts:
            await controllers_async(uri, folder, commands, quick=quick)
        if BY_ITSELF in parts:
            await https_memory_async(uri, folder)
        if "commit" in parts:
            await commits_async(uri, folder, commands, quick=quick)
        if "service" in parts:
            await services_async(uri, folder, commands, quick=quick)
        if "acts" in parts:
            acts(uri, folder, commands, quick=quick)


if __name__ == "__main__":
    main()
