"""A client in a process of its own that asks for lists of workers: one line per answer, its milliseconds.

`python -m benchmarks.list_client PORT KEY`, until killed.
"""

import http.client
import sys
import time
from itertools import cycle

from benchmarks.surroundings.program import LOOPBACK

PAUSE_SECONDS = 0.1
PATHS = ("/api/workers?limit=100", "/api/workers?limit=100&sort=-cpu_percent", "/api/workers?limit=100&status=running")


def main(port: int, key: str) -> None:
    """Ask for each list in turn, on one connection."""
    connection = http.client.HTTPConnection(LOOPBACK, port)
    for path in cycle(PATHS):
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        reply = connection.getresponse()
        assert reply.read(), "an empty answer"
        assert reply.status == 200, reply.status
        print(round((time.perf_counter() - begun) * 1000, 2), flush=True)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
