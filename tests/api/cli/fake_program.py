"""Stands in for database, simulator and service of a demo: `fake_program.py NAME PORT`.

PORT is a number or the name of a variable that holds it; FAKE_<NAME> says how the program behaves.
"""

import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FAILED = {"region": "eu-west-1", "code": "throttled", "message": "slow down"}
ANSWERS: dict[tuple[str, str], Any] = {
    ("GET", "/readyz"): {},
    ("GET", "/api/fleet"): {"name": "default"},
    ("POST", "/api/keys"): {"id": "k", "name": "demo", "role": "operator", "secret": "cmlf_operator"},
    ("PATCH", "/api/settings"): {},
    ("POST", "/api/workers:bulk-import"): {"imported": [{"id": "w-1"}], "already_known": [], "errors": [FAILED]},
    ("GET", "/_simulator/instances"): {"instances": [{"id": "i-1", "state": "running"}]},
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        _say(f"{self.command} {self.path} {self.headers.get('Authorization')} {body}")
        content = json.dumps(ANSWERS[self.command, self.path]).encode()
        self.send_response(401 if self.headers.get("Authorization") == "Bearer stale" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PATCH = do_GET  # noqa: N815  # the names http.server asks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until told to stop, or behave badly."""
    name, port = sys.argv[1], int(os.environ.get(sys.argv[2], sys.argv[2]))
    conduct = os.environ.get(f"FAKE_{name.upper()}", "")
    Path(os.environ["FAKE_PIDS"], name).write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, signal.SIG_IGN if conduct == "stubborn" else signal.SIG_DFL)
    _say(f"the {name} says {conduct or 'hello'}")
    settings = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "CML_FLEET_"))}
    _say(json.dumps(settings))
    if conduct == "dies":
        sys.exit(7)
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if name == "simulator":
        _say(json.dumps({"address": f"http://127.0.0.1:{port}"}))
    time.sleep(60)


main()
