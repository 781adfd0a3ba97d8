"""Runs the simulator until it is told to stop: `python -m simulator --workers 50`."""

import argparse
import asyncio
import gc
import json
import signal
import sys
from collections.abc import Sequence

from simulator.fleet.consistency import Consistency
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.controller.node_life import NodeDelays
from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

DEMO_DELAYS = Delays(
    pending_seconds=5.0,
    stopping_seconds=8.0,
    shutting_down_seconds=4.0,
    initializing_seconds=20.0,
    cml_booting_seconds=25.0,
)
DEMO_NODE_DELAYS = NodeDelays(queued_seconds=1.0, booting_seconds=6.0, stopping_seconds=2.0)
GARBAGE_THRESHOLDS = (700, 10, 10_000)
"""Python's own, but for the last one, which is 10 (3.11, module gc)."""


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="simulator", description="A simulated fleet of CML workers on AWS.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--regions", default="us-east-1", help="names separated by commas")
    parser.add_argument("--seed", type=int, default=1, help="equal seeds make equal fleets")
    parser.add_argument("--account", default="123456789012")
    parser.add_argument("--stopped-percent", type=int, default=0, help="workers stopped to begin with")
    parser.add_argument("--detailed-percent", type=int, default=0, help="workers with detailed monitoring")
    parser.add_argument("--latest-samples", type=int, default=0, help="seconds that CloudWatch's samples may be late")
    parser.add_argument("--new-after", type=float, default=0.0, help="seconds until a new instance is known")
    parser.add_argument("--changes-after", type=float, default=0.0, help="seconds until changes are seen")
    parser.add_argument("--instant", action="store_true", help="no delay between states")
    parser.add_argument("--no-throttling", action="store_true", help="forget AWS's request limits")
    parser.add_argument("--lively", action="store_true", help="workers stop, start and change by themselves")
    add_cml_arguments(parser)
    return parser.parse_args(arguments)


def add_cml_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the part of the command line that is about CML."""
    parser.add_argument("--cml", action="store_true", help="a CML host for each instance, each on a port of its own")
    parser.add_argument("--cml-tls", action="store_true", help="they speak https, with self-signed certificates")
    parser.add_argument("--cml-first-port", type=int, default=0, help="port of the first of them; 0 takes free ones")
    parser.add_argument("--cml-labs", type=int, default=5, help="labs of each worker to begin with")
    parser.add_argument("--cml-password", default="simulated", help="the administrator's, on each of them")
    parser.add_argument("--cml-unlicensed", type=serials, default=frozenset(), help="numbers of workers, by commas")
    parser.add_argument(
        "--cml-strange-password", type=serials, default=frozenset(), help="numbers of workers, by commas"
    )


def serials(text: str) -> frozenset[int]:
    """Read numbers of workers, which count from 1. Raises ValueError."""
    return frozenset(map(int, text.split(",")))


def controller_plan(options: argparse.Namespace) -> ControllerPlan:
    """Say what the CML controllers are to begin with."""
    return ControllerPlan(
        labs=options.cml_labs,
        password=options.cml_password,
        unlicensed=options.cml_unlicensed,
        strange_passwords=options.cml_strange_password,
        node_delays=NodeDelays() if options.instant else DEMO_NODE_DELAYS,
    )


def build_server(options: argparse.Namespace) -> SimulatorServer:
    """Make the server that the command line describes."""
    plan = FleetPlan(
        workers=options.workers,
        regions=tuple(options.regions.split(",")),
        seed=options.seed,
        account=options.account,
        stopped_percent=options.stopped_percent,
        detailed_monitoring_percent=options.detailed_percent,
        latest_samples_seconds=options.latest_samples,
        delays=Delays() if options.instant else DEMO_DELAYS,
        controllers=controller_plan(options),
    )
    throttling = not options.no_throttling
    server = SimulatorServer(
        plan,
        port=options.port,
        throttling=throttling,
        lively=options.lively,
        cml=options.cml or options.cml_tls,
        cml_tls=options.cml_tls,
        cml_first_port=options.cml_first_port,
    )
    server.simulation.fleet.consistency = Consistency(options.new_after, options.changes_after)
    return server


async def serve(server: SimulatorServer) -> None:
    """Serve until SIGTERM or SIGINT, and tell the address on standard output once ready.

    Old objects are searched for garbage a thousand times more seldom than Python would: with ten thousand controllers
    nobody was answered for seconds meanwhile.
    """
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await server.start()
    sys.stdout.write(json.dumps({"address": server.address}) + "\n")
    sys.stdout.flush()
    await ended.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(serve(build_server(parse_arguments(sys.argv[1:]))))
