"""TLS for a server's protocol, with buffers that grow only as far as they are needed.

asyncio's own keeps 256 KiB for each connection (CPython, `sslproto.SSLProtocol.max_size`): for the kept connections of
a thousand hosts that alone is a gigabyte.
"""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, cast

CHUNK_BYTES: Final = 64 * 1024


class TlsTransport(asyncio.Transport):
    """What the inner protocol writes to: it encrypts, and hands on."""

    def __init__(self, outer: asyncio.Transport, secured: ssl.SSLObject, outgoing: ssl.MemoryBIO) -> None:
        super().__init__()
        self._outer = outer
        self._secured = secured
        self._outgoing = outgoing

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Tell about the connection below."""
        return self._secured if name == "ssl_object" else self._outer.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        if data and not self._outer.is_closing():
            self._secured.write(data)
            self.flush()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Encrypt and send what belongs together."""
        self.write(b"".join(list_of_data))

    def flush(self) -> None:
        """Send what TLS has to say."""
        if self._outgoing.pending:
            self._outer.write(self._outgoing.read())

    def is_closing(self) -> bool:
        """Tell whether it ends."""
        return self._outer.is_closing()

    def close(self) -> None:
        """Send what is left, say farewell, and end."""
        if not self._outer.is_closing():
            with suppress(ssl.SSLError):  # the peer has not answered the farewell yet, and nobody waits for that
                self._secured.unwrap()
            self.flush()
            self._outer.close()

    def abort(self) -> None:
        """End at once."""
        self._outer.abort()

    def pause_reading(self) -> None:
        """Take no more for now."""
        self._outer.pause_reading()

    def resume_reading(self) -> None:
        """Go on taking."""
        self._outer.resume_reading()


class TlsProtocol(asyncio.Protocol):
    """Shakes hands, and then lets the inner protocol talk in clear."""

    def __init__(self, inner: asyncio.Protocol, context: ssl.SSLContext) -> None:
        self._inner = inner
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._secured = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._outer: asyncio.Transport  # from connection_made on
        self._transport: TlsTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the client's greeting."""
        self._outer = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what came in: a greeting first, then the client's words."""
        self._incoming.write(data)
        try:
            if self._transport is None:
                self._shake_hands(self._outer)
            else:
                self._pass_on(self._transport)
        except ssl.SSLWantReadError:
            pass  # the rest is still under way
        except ssl.SSLError:
            self._outer.abort()
            return
        self._send()

    def eof_received(self) -> bool | None:
        """Let the inner protocol know that the client says no more."""
        return self._inner.eof_received() if self._transport is not None else None

    def pause_writing(self) -> None:
        """Pass the wish on."""
        if self._transport is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass the wish on."""
        if self._transport is not None:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the inner protocol, if it has begun."""
        if self._transport is not None:
            self._inner.connection_lost(exc)

    def _shake_hands(self, outer: asyncio.Transport) -> None:
        self._secured.do_handshake()
        self._transport = TlsTransport(outer, self._secured, self._outgoing)
        self._send()
        self._inner.connection_made(self._transport)
        self._pass_on(self._transport)

    def _pass_on(self, transport: TlsTransport) -> None:
        """Hand over what has been decrypted. Raises SSLWantReadError when there is no more."""
        while chunk := self._secured.read(CHUNK_BYTES):
            self._inner.data_received(chunk)
        transport.close()

    def _send(self) -> None:
        if self._outgoing.pending:
            self._outer.write(self._outgoing.read())
