"""What a demo says once it runs."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cli.connection.demo_file import DEMO_FOLDER
from cli.demo.demo_folder import DemoFolder
from cli.demo.first_steps import TEMPLATE_NAME
from cli.demo.programs import REGIONS


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """Where a demo lives; `instance_id` is one of the simulator's, to try things with."""

    folder: DemoFolder
    address: str
    simulator: str
    operator_key: str = field(repr=False)
    instance_id: str


def greeting(demo: RunningDemo) -> str:
    """Return the address, the key, and commands to try next in another terminal."""
    lines = [
        f"The fleet is at {demo.address}",
        f"Operator key:   {demo.operator_key}",
        f"Logs:           {demo.folder.logs}",
        "",
        "To try in another terminal, from this folder:",
        *(f"  {command}" for command in _commands(demo)),
        "",
        "Ctrl-C ends the demo; its state stays for the next start.",
    ]
    return "\n".join(lines)


def _commands(demo: RunningDemo) -> Iterator[str]:
    program = program_spelled_from(Path.cwd())
    if demo.folder.path != Path.cwd() / DEMO_FOLDER:  # elsewhere it is not found by itself
        yield f"export CML_FLEET_SERVER={demo.address} CML_FLEET_TOKEN={demo.operator_key}"
        yield f"export CML_FLEET_SIMULATOR={demo.simulator}"
    yield f"{program} workers watch"
    yield f"{program} labs list"
    yield f"{program} events watch --event-types telemetry,status -o json"
    yield f"{program} simulator stop {demo.instance_id}"
    yield f"{program} workers create my-worker --template {TEMPLATE_NAME} --region {REGIONS[0]}"
    yield f"{program} fleet"
    yield f"curl -N -H 'Authorization: Bearer {demo.operator_key}' '{demo.address}/api/events/stream?snapshot=true'"


def program_spelled_from(folder: Path) -> str:
    """Return how this program is called from a folder."""
    python = Path(sys.executable)
    program = python.with_name("cml-fleet")
    if not program.exists():
        return f"{shlex.quote(str(python))} -m cli"
    return shlex.quote(str(program.relative_to(folder) if program.is_relative_to(folder) else program))
