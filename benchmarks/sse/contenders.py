"""Those who are compared: ours, and what one would take instead."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.sse import nchan_server

BETTER_SSE = "better-sse@0.16"
INSTALL_SECONDS = 120
_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that prints its port and obeys the source's commands; `absent` says why it cannot run here."""

    name: str
    command: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""


def module(name: str, module_name: str) -> Contender:
    """A server among the modules of this bench."""
    path = f"{_ROOT / 'src'}{os.pathsep}{_ROOT}"
    return Contender(name, [sys.executable, "-m", f"benchmarks.sse.{module_name}"], {"PYTHONPATH": path})


OURS = module("cml-fleet", "relay_server")
SSE_STARLETTE = module("sse-starlette, a queue each", "queue_server")


@contextmanager
def contenders() -> Iterator[Sequence[Contender]]:
    """All but ours; what has to be installed is installed into a folder that goes away."""
    with TemporaryDirectory() as folder:
        yield [SSE_STARLETTE, _better_sse(Path(folder)), _nchan()]


def _better_sse(folder: Path) -> Contender:
    name = "better-sse on Node"
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return Contender(name, absent="no node and npm here")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), BETTER_SSE]
    try:
        subprocess.run(install, check=True, capture_output=True, timeout=INSTALL_SECONDS, cwd=folder)
    except (subprocess.SubprocessError, OSError):
        return Contender(name, absent=f"{BETTER_SSE} cannot be installed: offline?")
    return Contender(name, [node, str(_HERE / "better_sse_server.mjs")], {"BETTER_SSE": f"{folder}/"})


def _nchan() -> Contender:
    name = "nchan in nginx"
    if shutil.which(nchan_server.NGINX) is None or not nchan_server.MODULE.exists():
        return Contender(name, absent="no nchan here: apt-get install nginx-light libnginx-mod-nchan")
    return module(name, "nchan_server")
