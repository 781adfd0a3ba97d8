"""moto, an AWS that others wrote."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.loopback import LOOPBACK

IMAGES = Path(__file__).with_name("moto_images.json")
"""Amazon's images in every region: of its own, moto makes 1,300, which costs 1.5 s a region and as much a look."""


@contextmanager
def moto_server() -> Iterator[str]:
    """Serve moto until the block ends; gives its address. It keeps one cloud for all of a process."""
    os.environ["MOTO_AMIS_PATH"] = str(IMAGES)
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
