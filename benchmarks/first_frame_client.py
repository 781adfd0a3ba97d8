"""An SSE client in a process of its own: prints when the first frame of each burst of telemetry arrived.

`python -m benchmarks.first_frame_client PORT KEY`; the times are those of the system's monotonic clock.
"""

import http.client
import sys
import time

from benchmarks.surroundings.program import LOOPBACK

SILENCE_SECONDS = 0.3
TELEMETRY = b"event: worker.telemetry.updated"


def main(port: int, key: str) -> None:
    """Listen until killed."""
    connection = http.client.HTTPConnection(LOOPBACK, port)
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/event-stream"}
    connection.request("GET", "/api/events/stream?event_types=telemetry", headers=headers)
    stream = connection.getresponse()
    heard = 0.0
    while piece := stream.read1():
        now = time.monotonic()
        if TELEMETRY in piece:
            if now - heard > SILENCE_SECONDS:
                print(now, flush=True)
            heard = now
        elif not heard:
            print("open", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
