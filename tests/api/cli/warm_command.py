"""Runs commands in processes forked from one that has loaded the command line."""

import array
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAM = Path(__file__).with_name("warm_program.py")


class WarmCommand:
    """One process that waits to be forked; started by the first run."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def run(
        self, arguments: Sequence[str], stdin: str, environment: Mapping[str, str], folder: Path, seconds: float
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end. TimeoutError after `seconds`."""
        connection = self._connection()
        connection.settimeout(seconds)
        request = {"arguments": arguments, "environment": dict(environment), "folder": str(folder)}
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin.encode())
            given.seek(0)
            streams = array.array("i", (given.fileno(), out.fileno(), err.fileno()))
            connection.sendmsg([json.dumps(request).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
            try:
                code = int(connection.recv(16))
            except TimeoutError:
                self.stop()
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(list(arguments), code, out.read().decode(), err.read().decode())

    def stop(self) -> None:
        """End the waiting process, and a command that does not end by itself."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _connection(self) -> socket.socket:
        if self._socket is None:
            self._socket, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, str(PROGRAM), str(theirs.fileno())]
                self._process = subprocess.Popen(
                    command, env=self._environment, pass_fds=[theirs.fileno()], start_new_session=True
                )
        return self._socket
