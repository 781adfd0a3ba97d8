"""A real Prometheus, where the machine has one."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.child import Child
from support.loopback import LOOPBACK, NO_AUTHORITIES, free_port
from support.waiting import until

WHY_NOT = "no prometheus on this machine: apt-get install --no-install-recommends prometheus"

needs_prometheus = pytest.mark.skipif(not (shutil.which("prometheus") and shutil.which("promtool")), reason=WHY_NOT)


def promtool_check(kind: str, file: Path | None = None, page: str = "") -> str:
    """What Prometheus' linter has against a file, or against a page of metrics; "" when it is content."""
    command = ["promtool", "check", kind, *([str(file)] if file else [])]
    checked = subprocess.run(command, input=page, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


class PrometheusServer:
    """Scrapes once a second what its configuration names."""

    def __init__(self, folder: Path, configuration: str) -> None:
        self.address = f"http://{LOOPBACK}:{free_port()}"
        (folder / "prometheus.yml").write_text(configuration)
        self._folder = folder
        self._child: Child | None = None

    async def start_async(self) -> None:
        """Start it and wait until it answers."""
        options = {
            "config.file": self._folder / "prometheus.yml",
            "storage.tsdb.path": self._folder / "prometheus",
            "web.listen-address": self.address.removeprefix("http://"),
        }
        command = ["prometheus", *(f"--{name}={value}" for name, value in options.items())]
        self._child = child = Child(command, os.environ, self._folder / "prometheus.log")

        async def look() -> bool:
            child.check()
            try:
                async with self._client() as client:
                    return (await client.get("/-/ready")).is_success
            except httpx.TransportError:
                return False

        await until(look, "prometheus answers", 20)

    def stop(self) -> None:
        """Kill it."""
        if self._child is not None:
            self._child.kill()

    async def targets_async(self) -> dict[str, str]:
        """The health of each job's target: up, down or unknown."""
        found = await self._get("/api/v1/targets")
        return {target["labels"]["job"]: target["health"] for target in found["activeTargets"]}

    async def query_async(self, promql: str) -> Sequence[Any]:
        """The series that an expression gives now; AssertionError when Prometheus cannot read it."""
        result: Sequence[Any] = (await self._get("/api/v1/query", query=promql))["result"]
        return result

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.address, trust_env=False, verify=NO_AUTHORITIES)

    async def _get(self, path: str, **parameters: str) -> Any:
        async with self._client() as client:
            reply = (await client.get(path, params=parameters)).json()
        assert reply["status"] == "success", (parameters, reply)
        return reply["data"]
