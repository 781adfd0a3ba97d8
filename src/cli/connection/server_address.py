"""Addresses of servers."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from cli.errors import UsageError

DEFAULT_PORTS = {"http": 80, "https": 443}


def server_address(text: str) -> str:
    """Return the address in the one form in which two are compared. Raises UsageError."""
    parts = urlsplit(text.strip())
    if parts.scheme not in DEFAULT_PORTS or not _host(parts) or parts.username or parts.query or parts.fragment:
        raise UsageError(f"{text!r} is no server address; one looks like http://127.0.0.1:8080.")
    host, port = _host(parts), _port(parts, text)
    literal = f"[{host}]" if ":" in host else host
    shown_port = "" if port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{literal}{shown_port}{parts.path.rstrip('/')}"


def is_loopback(address: str) -> bool:
    """Tell whether an address never leaves this machine."""
    host = _host(urlsplit(address))
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower()


def _port(parts: SplitResult, text: str) -> int:
    try:
        return parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError as error:
        raise UsageError(f"{text!r} has no possible port.") from error
