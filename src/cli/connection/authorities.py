"""Who vouches for a server."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


def authorities_for(server: str) -> "ssl.SSLContext | bool":
    """Return what httpx verifies a server by: the usual authorities, True, or a context that trusts nobody.

    The latter is for a server that is spoken to without TLS: to read the authorities takes a command 20 ms.
    """
    import ssl

    return True if server.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
