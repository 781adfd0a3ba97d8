"""Ports on this machine."""

import socket
import ssl

LOOPBACK = "127.0.0.1"

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak plain HTTP: to read the authorities of the world takes each of them 20 ms."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as candidate:
        candidate.bind((LOOPBACK, 0))
        port: int = candidate.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False
