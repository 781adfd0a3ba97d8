"""The command line, loaded once and forked for each run: loading it is most of what a command costs.

`warm_program.py DESCRIPTOR`: reads requests from that socket, each a line of JSON {arguments, environment, folder} with
the three standard streams as descriptors; answers each with the exit code of a process of its own.
"""

import array
import io
import json
import os
import signal
import socket
import sys
from typing import Any

STREAMS = 3
MOST_BYTES = 1_000_000


def main() -> None:
    """Serve until the other side hangs up."""
    import cli.main
    from cli.connection.api_client import ApiClient
    from cli.connection.target import Target

    ApiClient(Target("http://127.0.0.1:1")).__exit__()  # loads what every command of the API loads
    requests = socket.socket(fileno=int(sys.argv[1]))
    while True:
        message, ancillary, _, _ = requests.recvmsg(MOST_BYTES, socket.CMSG_SPACE(STREAMS * array.array("i").itemsize))
        if not message:
            return
        descriptors = array.array("i", ancillary[0][2])
        pid = os.fork()
        if pid == 0:
            requests.close()
            become(json.loads(message), list(descriptors))
            cli.main.run()
            sys.exit()
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        requests.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def become(request: dict[str, Any], descriptors: list[int]) -> None:
    """Turn this process into one that was started with these arguments, streams, environment and folder."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["cml-fleet", *request["arguments"]]
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8", errors="surrogateescape")
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8", line_buffering=True)


if __name__ == "__main__":
    main()
