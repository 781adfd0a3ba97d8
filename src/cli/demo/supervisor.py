"""Supervisor: starts the programs of a demo in order, watches them and ends them in order."""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Never

from cli.demo.child import Child
from cli.demo.demo_folder import DemoFolder
from cli.demo.demo_ports import DemoPorts, answers
from cli.demo.demo_secrets import DemoSecrets
from cli.demo.environment import child_environment, service_environment
from cli.demo.programs import Programs
from cli.demo.readiness import DEADLINE_SECONDS, Answer, announced_address, service_is_ready, wait_for
from cli.demo.stop_signal import StopSignal

WATCH_SECONDS = 0.2
SERVICE_END_SECONDS = 2.8
ALL_END_SECONDS = 4.5
"""Everything has to be gone 5 s after it was asked for."""


class Supervisor:
    """Holds the children. stop() must be called, whatever happens."""

    def __init__(
        self, folder: DemoFolder, programs: Programs, stop_signal: StopSignal, seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._folder = folder
        self._programs = programs
        self._stop_signal = stop_signal
        self._seconds = seconds
        self._stores: list[Child] = []
        self._services: list[Child] = []

    def start(self, ports: DemoPorts, secrets: DemoSecrets) -> str:
        """Start the programs side by side, wait until all are ready, and return the simulator's address.

        The service takes longer to load than the others and waits for its database a while, so it need not come
        last. Raises ChildEndedError and ChildNotReadyError.
        """
        shared = child_environment(os.environ)
        database = self._begin("database", self._programs.database(self._folder, ports.database), shared, self._stores)
        simulator = self._begin("simulator", self._programs.simulator(ports.simulator), shared, self._stores)
        environment = service_environment(os.environ, ports, secrets)
        service = self._begin("service", self._programs.service(), environment, self._services)
        self._wait_for(database, partial(answers, ports.database))
        address = self._wait_for(simulator, partial(announced_address, simulator.log))
        self._wait_for(service, partial(service_is_ready, ports.service))
        return str(address)

    def watch(self) -> Never:
        """Watch until a child ends, which raises ChildEndedError, or a signal raises StopRequested."""
        while True:
            for child in self._stores + self._services:
                child.check()
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        """End the service, which still needs the others, then the others; by force when the time is over."""
        begun = time.monotonic()
        _end(self._services, begun + SERVICE_END_SECONDS)
        _end(self._stores, begun + ALL_END_SECONDS)

    def _wait_for(self, child: Child, look: Callable[[], Answer]) -> Answer:
        return wait_for(child, look, self._stores + self._services, self._seconds)

    def _begin(self, name: str, command: list[str], environment: dict[str, str], children: list[Child]) -> Child:
        with self._stop_signal.deferred():
            child = Child(name, command, environment, self._folder.logs / f"{name}.log")
            children.append(child)
        return child


def _end(children: Sequence[Child], until: float) -> None:
    for child in children:
        child.terminate()
    for child in children:
        child.wait(until)
