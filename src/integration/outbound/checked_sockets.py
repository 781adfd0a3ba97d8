"""CheckedSockets: no socket without a look at the address that it is for."""

import socket
from typing import Any

from application.outbound.address_policy import AddressPolicy


class CheckedSockets:
    """Makes the sockets of an aiohttp connector (`socket_factory`), just before they connect.

    Names are resolved by then, and the connector connects to the very address that is checked here: an answer of DNS
    that changes afterwards is never asked for. The connector must not race addresses (`happy_eyeballs_delay=None`):
    the race swallows AddressRefusedError.
    """

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy

    def __call__(self, address_info: tuple[Any, ...]) -> socket.socket:
        """A socket for one answer of getaddrinfo; AddressRefusedError."""
        family, kind, protocol, _, (address, port, *_) = address_info
        self._policy.check_address(address, port)
        return socket.socket(family, kind, protocol)
