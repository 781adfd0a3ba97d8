"""AsyncioCertificateViewer: a TLS handshake, after which nothing is said."""

import asyncio
import socket
import ssl
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from application.outbound.address_policy import AddressPolicy, AddressRefusedError
from application.ports.cml_errors import CMLAddressRefusedError, CMLGarbledError, CMLUnreachableError
from domain.cml.cml_trust import SeenCertificate
from domain.errors import InvalidRequestError
from integration.outbound.checked_sockets import CheckedSockets

SECONDS = 5.0
HTTPS_PORT = 443


class AsyncioCertificateViewer:
    """The one place that looks at certificates nobody has signed: it never sends anything to whom it meets there."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._sockets = CheckedSockets(policy)

    async def view_async(self, url: str) -> SeenCertificate:
        """Connect, take the certificate, and hang up."""
        try:
            self._policy.check_url(url)
            async with asyncio.timeout(SECONDS):
                shown = await self._shown(url)
        except AddressRefusedError as error:
            raise CMLAddressRefusedError(f"{url} is not looked at: {error}") from error
        except (OSError, TimeoutError) as error:
            raise CMLUnreachableError(f"{url} shows no certificate ({type(error).__name__})") from error
        return _seen(url, shown)

    def authority_in(self, text: str) -> str:
        """Read them, and write them anew: a private key that was pasted with them is not kept."""
        try:
            certificates = x509.load_pem_x509_certificates(text.encode())
        except ValueError as error:
            raise InvalidRequestError("it is no certificate in PEM", "ca_pem") from error
        return "".join(each.public_bytes(Encoding.PEM).decode() for each in certificates)

    async def _shown(self, url: str) -> bytes:
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        answers = await loop.getaddrinfo(parts.hostname, parts.port or HTTPS_PORT, type=socket.SOCK_STREAM)
        connected = await self._connect(loop, answers[0])
        transport, _ = await loop.create_connection(
            asyncio.Protocol, sock=connected, ssl=_accepts_anybody(), server_hostname=parts.hostname
        )
        try:
            certificate = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            transport.abort()
        return bytes(certificate)

    async def _connect(self, loop: asyncio.AbstractEventLoop, address_info: tuple[Any, ...]) -> socket.socket:
        connecting = self._sockets(address_info)
        connecting.setblocking(False)
        try:
            await loop.sock_connect(connecting, address_info[4])
        except BaseException:
            connecting.close()
            raise
        return connecting


def _accepts_anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _seen(url: str, certificate: bytes) -> SeenCertificate:
    try:
        read = x509.load_der_x509_certificate(certificate)
        return SeenCertificate(
            fingerprint=sha256(certificate).hexdigest(),
            subject=read.subject.rfc4514_string(),
            issuer=read.issuer.rfc4514_string(),
            not_before=read.not_valid_before_utc,
            not_after=read.not_valid_after_utc,
        )
    except ValueError as error:
        raise CMLGarbledError(f"{url} shows a certificate that cannot be read") from error
