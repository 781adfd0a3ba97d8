"""Requests that no client library would send."""

import asyncio
from collections.abc import Mapping


async def send(host: str, port: int, request_line: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Send the bytes of a request and return those of the reply, as far as they come within a second."""
    reader, writer = await asyncio.open_connection(host, port)
    lines = [request_line, "Host: test", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode() + body)
    try:
        async with asyncio.timeout(5):
            return await reader.read(65_536)
    finally:
        writer.close()
