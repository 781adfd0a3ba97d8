"""Ports on this machine."""

import secrets
import socket
import ssl
from contextlib import suppress

LOOPBACK = "127.0.0.1"

NOT_GIVEN_BY_CHANCE = range(10_240, 32_768)
"""Below what Linux and macOS choose from for connections and for servers that leave the choice to them (ip(7))."""

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak plain HTTP: to read the authorities of the world takes each of them 20 ms."""


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody is given by chance before it is used."""
    while True:
        port = secrets.choice(NOT_GIVEN_BY_CHANCE)
        with socket.socket() as candidate, suppress(OSError):
            candidate.bind((LOOPBACK, port))
            return port


def answers(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False
