"""Runs a demo from start to end."""

import os
from pathlib import Path
from typing import Any

from cli.connection.api_client import ApiClient
from cli.connection.target import Target
from cli.demo.child import Child, ChildError
from cli.demo.demo_folder import DemoFolder
from cli.demo.demo_lock import AlreadyRunningError, demo_lock
from cli.demo.demo_ports import LOOPBACK, choose_ports
from cli.demo.demo_secrets import DemoSecrets, load_secrets
from cli.demo.first_steps import import_fleet, offer_template, operator_key
from cli.demo.greeting import RunningDemo, greeting
from cli.demo.private_file import read_json, write_private_json
from cli.demo.programs import Programs
from cli.demo.stop_signal import StopRequested, StopSignal
from cli.demo.supervisor import Supervisor
from cli.errors import CliError
from cli.output import streams


def run_demo(path: Path, *, reset: bool) -> None:
    """Run a demo until it is asked to end. Raises CliError when it cannot start or a program ends by itself."""
    folder = DemoFolder(path)
    folder.prepare()
    try:
        with demo_lock(folder.lock):
            if reset:
                folder.empty()
            _run(folder)
    except AlreadyRunningError as error:
        _point_to_the_running_one(folder, error, reset=reset)


def _run(folder: DemoFolder) -> None:
    stop_signal = StopSignal()
    supervisor = Supervisor(folder, Programs(), stop_signal)
    stop_signal.install()
    try:
        streams.write_line(greeting(_start(folder, supervisor)))
        supervisor.watch()
    except StopRequested:
        streams.message("Ending the demo.")
    except ChildError as error:
        _show_log(error.child)
        raise
    finally:
        stop_signal.ignore()
        supervisor.stop()


def _start(folder: DemoFolder, supervisor: Supervisor) -> RunningDemo:
    secrets, ports = load_secrets(folder.secrets), choose_ports(folder.ports)
    streams.message("Starting database, simulator and service.")
    simulator = supervisor.start(ports, secrets)
    address = f"http://{LOOPBACK}:{ports.service}"
    key = _prepare_fleet(folder, {"address": address, "simulator": simulator, "pid": os.getpid()}, secrets)
    return RunningDemo(folder, address, simulator, key, _some_instance(simulator))


def _prepare_fleet(folder: DemoFolder, told: dict[str, Any], secrets: DemoSecrets) -> str:
    kept = read_json(folder.demo_file)
    key = operator_key(told["address"], secrets.admin_key, kept.get("operator_key"))
    imported = key == kept.get("operator_key") and kept.get("imported") is True
    write_private_json(folder.demo_file, {**told, "operator_key": key, "imported": imported})
    if not imported:
        offer_template(told["address"], secrets.admin_key)
        import_fleet(told["address"], key)
        write_private_json(folder.demo_file, {**told, "operator_key": key, "imported": True})
    return key


def _show_log(child: Child) -> None:
    streams.message(f"The end of {child.log}:")
    for line in child.tail():
        streams.message(f"  {line}")


def _some_instance(simulator: str) -> str:
    with ApiClient(Target(simulator)) as client:
        instances = client.get("/_simulator/instances").get("instances") or ()
    running = (str(instance.get("id")) for instance in instances if instance.get("state") == "running")
    return next(running, "INSTANCE_ID")


def _point_to_the_running_one(folder: DemoFolder, error: AlreadyRunningError, *, reset: bool) -> None:
    running = read_json(folder.demo_file)
    started = running.get("pid") == error.pid
    where = f"at {running.get('address')}" if started else "and is starting"
    if reset:
        raise CliError(f"A demo runs here already {where}; end it before its folder is emptied.") from error
    streams.write_line(f"A demo runs here already {where}.")
