"""Reads a reply's body, and never more than it may have."""

from http import HTTPStatus

import aiohttp
from aiohttp import hdrs

from application.ports.cml_errors import CMLGarbledError

MOST_BYTES = 5 * 1024 * 1024
IDENTITY = "identity"
UNPACKED = {"", IDENTITY}
REDIRECTS = range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST)


async def read_capped(response: aiohttp.ClientResponse) -> bytes:
    """The body as it came over the wire; CMLGarbledError, unread, for one that is packed, too large, or elsewhere."""
    if response.status in REDIRECTS:
        raise CMLGarbledError(f"{response.url.origin()} sends elsewhere (HTTP {response.status}), where nobody follows")
    if response.headers.get(hdrs.CONTENT_ENCODING, IDENTITY).strip().lower() not in UNPACKED:
        raise CMLGarbledError(f"{response.url.origin()} packs its replies, which it was asked not to do")
    if (length := response.content_length) is not None:
        if length > MOST_BYTES:
            raise _too_large(response)
        return await response.read()  # no more than it announced: what follows is no part of this reply
    chunks, size = [], 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > MOST_BYTES:
            raise _too_large(response)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(response: aiohttp.ClientResponse) -> CMLGarbledError:
    return CMLGarbledError(f"{response.url.origin()} answers with more than {MOST_BYTES // 1024 // 1024} MiB")
