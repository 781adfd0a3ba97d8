"""nchan in nginx under the bench's source, which publishes over HTTP as a service would have to."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from application.events.recorded_event import RecordedEvent
from benchmarks.sse.source import WORKERS, Source, worker_id

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "nginx"
MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
CONFIGURATION = """
load_module {module};
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  nchan_message_buffer_length 2000; nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /stream {{
      nchan_subscriber eventsource; nchan_channel_id "of$arg_worker_ids"; nchan_subscriber_first_message -1;
    }}
    location = /publish {{ nchan_publisher; nchan_channel_id "of" "of$arg_worker_ids"; }}
  }}
}}
"""


def _request(event: RecordedEvent) -> bytes:
    head = b"POST /publish?worker_ids=%b HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n\r\n"
    return head % (event.subject.encode(), len(event.json)) + event.json


async def _publish_async(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def discard_async() -> None:
        while await reader.read(1 << 16):
            pass

    async with asyncio.TaskGroup() as group:
        group.create_task(discard_async())
        group.create_task(Source(lambda event: writer.write(_request(event))).obey_async())


def _greet(port: int) -> None:
    """Leave a message in each channel, which is the first that who comes is told."""
    connection = HTTPConnection("127.0.0.1", port)
    for number in range(WORKERS):
        connection.request("POST", f"/publish?worker_ids={worker_id(number)}", b"stream.synced")
        connection.getresponse().read()
    connection.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def main() -> None:
    """Run nginx until this program is asked to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port, module=MODULE))
        with subprocess.Popen([NGINX, "-p", folder, "-c", str(configuration)], stderr=subprocess.DEVNULL) as nginx:
            try:
                time.sleep(0.5)
                _greet(port)
                print(port, flush=True)
                asyncio.run(_publish_async(port))
            finally:
                nginx.terminate()


if __name__ == "__main__":
    main()
