"""moto, an AWS that others wrote."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.loopback import LOOPBACK


@contextmanager
def moto_server() -> Iterator[str]:
    """Serve moto until the block ends; gives its address. It keeps one cloud for all of a process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
