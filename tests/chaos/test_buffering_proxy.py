"""The stream behind a proxy that buffers whatever it is not told to let through (Debian's nginx)."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.waiting import wait_until
from unit.events.sse.event_source import event_source
from unit.events.sse.serving import served

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1;
    proxy_buffering on; proxy_buffer_size 64k; proxy_buffers 8 64k; postpone_output 65536;
    proxy_read_timeout 2s;
    location /stream {{ proxy_pass http://127.0.0.1:{upstream}; }}
  }}
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxy(folder: Path, upstream: int) -> Iterator[int]:
    """Run nginx in front of `upstream`."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
    with subprocess.Popen([str(NGINX), "-p", folder, "-c", configuration], stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: answers(port), "nginx listens")
            yield port
        finally:
            process.terminate()


async def test_lets_events_and_heartbeats_through_when_asked_to(tmp_path: Path) -> None:
    """Each event at once, and heartbeats keep a proxy that waits two seconds from taking the stream for dead."""
    async with served(heartbeat_seconds=0.5) as server:
        with proxy(tmp_path, server.port) as port:
            async with event_source(port, seconds=20) as source:
                await source.until_async("stream.synced")
                began = time.monotonic()
                while time.monotonic() - began < 2.5:
                    await source.until_async("heartbeat")
                server.stream.tell_telemetry(101, 101)
                assert await source.sequences_async(101) == [101]
