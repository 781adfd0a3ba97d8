"""Supervisor: starts the programs of a demo in order, watches them and ends them in order."""

import os
import time
from collections.abc import Sequence
from functools import partial
from typing import Never

from cli.demo.child import Child
from cli.demo.demo_folder import DemoFolder
from cli.demo.demo_ports import DemoPorts, answers
from cli.demo.demo_secrets import DemoSecrets
from cli.demo.environment import child_environment, service_environment
from cli.demo.programs import Programs
from cli.demo.readiness import DEADLINE_SECONDS, announced_address, service_is_ready, wait_for
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
        """Start database and simulator side by side, then the service; return the simulator's address.

        Raises ChildEndedError and ChildNotReadyError.
        """
        address = self._start_stores(ports)
        environment = service_environment(os.environ, ports, secrets, address)
        service = self._begin("service", self._programs.service(), environment, self._services)
        wait_for(service, partial(service_is_ready, ports.service), self._stores, self._seconds)
        return address

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

    def _start_stores(self, ports: DemoPorts) -> str:
        environment = child_environment(os.environ)
        database_command = self._programs.database(self._folder, ports.database)
        database = self._begin("database", database_command, environment, self._stores)
        simulator = self._begin("simulator", self._programs.simulator(ports.simulator), environment, self._stores)
        address = wait_for(simulator, partial(announced_address, simulator.log), self._stores, self._seconds)
        wait_for(database, partial(answers, ports.database), self._stores, self._seconds)
        return str(address)

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
