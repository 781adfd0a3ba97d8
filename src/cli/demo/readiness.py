"""When each program of a demo is ready."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from cli.demo.child import Child, ChildNotReadyError
from cli.demo.demo_ports import LOOPBACK

Answer = TypeVar("Answer")

LOOK_SECONDS = 0.05
DEADLINE_SECONDS = 30.0


def wait_for(child: Child, look: Callable[[], Answer], children: Sequence[Child], seconds: float) -> Answer:
    """Look until the child gives an answer and return it.

    Raises ChildEndedError when it or another of the children ends meanwhile, ChildNotReadyError after `seconds`.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for each in children:
            each.check()
        if answer := look():
            return answer
        time.sleep(LOOK_SECONDS)
    raise ChildNotReadyError(f"The {child.name} is not ready after {seconds:.0f} s.", child)


def announced_address(log: Path) -> str | None:
    """Return the address that the simulator states in its log as a line of JSON."""
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and (address := _address(line)):
            return address
    return None


def service_is_ready(port: int) -> bool:
    """Tell whether the service says that it is ready."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _address(line: str) -> str | None:
    try:
        document = json.loads(line)
    except ValueError:
        return None
    address = document.get("address")
    return address if isinstance(address, str) else None
