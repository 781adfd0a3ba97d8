"""The ports of a demo: the ones it had before, the well-known ones, or any that are free."""

import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.demo.private_file import read_json, write_private_json

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class DemoPorts:
    """Where the three programs listen."""

    service: int = 8080
    database: int = 27117
    simulator: int = 8090


def choose_ports(path: Path) -> DemoPorts:
    """Choose free ports and remember them in the file."""
    kept, chosen = read_json(path), dict[str, int]()
    for name, preferred in asdict(DemoPorts()).items():
        candidates = [port for port in (kept.get(name), preferred) if isinstance(port, int)]
        chosen[name] = _first_free(candidates, set(chosen.values()))
    write_private_json(path, chosen)
    return DemoPorts(**chosen)


def is_free(port: int) -> bool:
    """Tell whether a program could listen on a port of this machine's loopback."""
    if answers(port):
        return False
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((LOOPBACK, port))
            candidate.listen()
        except (OSError, OverflowError):
            return False
    return True


def answers(port: int) -> bool:
    """Tell whether something listens on a port of this machine's loopback."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except (OSError, OverflowError):
        return False


def _first_free(candidates: list[int], taken: set[int]) -> int:
    return next((port for port in candidates if port not in taken and is_free(port)), None) or _any_free()


def _any_free() -> int:
    with socket.socket() as candidate:
        candidate.bind((LOOPBACK, 0))
        port: int = candidate.getsockname()[1]
        return port
