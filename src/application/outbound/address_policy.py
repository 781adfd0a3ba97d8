"""Decides which addresses may be connected to, for every adapter that is told an address by somebody outside."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from application.settings import Settings

Address = IPv4Address | IPv6Address

DEFAULT_PORTS = {"https": 443, "http": 80}
AMAZONS_OWN = IPv6Network("fd00:ec2::/32")
"""Instance metadata and its neighbours over IPv6 (Amazon EC2 User Guide, "Access instance metadata")."""
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses in their last 32 bits (RFC 6052)."""
IPV4_COMPATIBLE = IPv6Network("::/96")
"""The same, deprecated (RFC 4291)."""
UNSPECIFIED_OR_LOOPBACK = 1
LOW_32_BITS = 0xFFFFFFFF


class AddressRefusedError(Exception):
    """Nothing may be sent there; the message says why, as the end of a sentence."""


class AddressPolicy:
    """https, allowed ports and networks; never this machine, its neighbours on the link, or instance metadata.

    The URL is checked when it is named, the address where the socket is made: whatever a name resolves to later, the
    address that is checked is the one that is connected to. Instance metadata is at a link-local address.
    """

    def __init__(self, settings: Settings) -> None:
        self._schemes = {"https", "http"} if settings.outbound_allow_http else {"https"}
        self._ports = frozenset(settings.outbound_allowed_ports)
        self._networks = tuple(settings.outbound_allowed_networks)
        self._allow_loopback = settings.outbound_allow_loopback

    def check_url(self, url: str) -> None:
        """Refuse a URL by its scheme, its form, its port, or the address in it."""
        try:
            parts = urlsplit(url)
            port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            raise AddressRefusedError("it is no URL") from None
        if parts.scheme not in self._schemes:
            raise AddressRefusedError(f"{parts.scheme or 'no scheme'} is not allowed, {' or '.join(self._schemes)} is")
        if not parts.hostname or parts.username is not None or parts.password is not None:
            raise AddressRefusedError("it takes a host, and nothing before it")
        self._check_port(port)
        if ":" in parts.hostname or parts.hostname.replace(".", "").isdigit():
            self.check_address(parts.hostname, port)

    def check_address(self, address: str, port: int) -> None:
        """Refuse an address in digits, as it is connected to."""
        self._check_port(port)
        try:
            meant = _meant_by(ip_address(address))
        except ValueError:
            raise AddressRefusedError("it is no plain IP address") from None
        if meant.is_loopback and self._allow_loopback:
            return
        if reason := _never_allowed(meant):
            raise AddressRefusedError(reason)
        if self._networks and not any(meant in network for network in self._networks):
            raise AddressRefusedError(f"{meant} is in none of the allowed networks")

    def _check_port(self, port: int) -> None:
        if self._ports and port not in self._ports:
            raise AddressRefusedError(f"port {port} is not allowed")


def _meant_by(address: Address) -> Address:
    """The IPv4 address in an IPv6 address that only carries one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    low = int(address) & LOW_32_BITS
    carries = address in NAT64 or (address in IPV4_COMPATIBLE and low > UNSPECIFIED_OR_LOOPBACK)
    return IPv4Address(low) if carries else address


def _never_allowed(address: Address) -> str:
    if address.is_loopback:
        return f"{address} is this machine itself"
    if address.is_link_local or address in AMAZONS_OWN:
        return f"{address} is on the link of this machine, where instance metadata is"
    if address.is_multicast or address.is_unspecified or address.is_reserved:
        return f"{address} is no address of one machine"
    return ""
