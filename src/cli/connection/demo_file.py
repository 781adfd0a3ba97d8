"""The file in which a running demo says where it lives and which key opens it."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.connection.server_address import is_loopback

DEMO_FOLDER = ".demo"
DEMO_FILE = "demo.json"
PROJECT_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class DemoFile:
    """What a demo tells the command line."""

    address: str
    simulator: str
    operator_key: str


def find_demo(start: Path) -> DemoFile | None:
    """Return the nearest demo: in a folder from `start` upwards, or in the project this code belongs to."""
    return next((demo for path in _places(start) if (demo := read_demo(path))), None)


def read_demo(path: Path) -> DemoFile | None:
    """Read a demo file.

    Only a file of the same user is believed, and only an address on loopback: a file found in a folder by
    accident must not decide where somebody's key is sent.
    """
    try:
        if path.stat().st_uid != os.geteuid():
            return None
        return _believable(json.loads(path.read_text()))
    except (OSError, ValueError):
        return None


def _believable(document: Any) -> DemoFile | None:
    if not isinstance(document, dict):
        return None
    address, simulator, key = (document.get(name) for name in ("address", "simulator", "operator_key"))
    if not isinstance(address, str) or not isinstance(simulator, str) or not isinstance(key, str):
        return None
    return DemoFile(address, simulator, key) if is_loopback(address) and is_loopback(simulator) else None


def _places(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents, PROJECT_ROOT):
        yield folder / DEMO_FOLDER / DEMO_FILE
