"""The simulated hosts as Cisco's own client sees them."""

import asyncio
import json
import os
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from simulator.cml.topology.writing import write_topology

from .conftest import BootCml

ROOT = Path(__file__).parents[2]
SESSION = Path(__file__).with_name("official_client_session.py")
LOCKED = ROOT / "requirements" / "official-client.txt"
LATER_CLIENT = ROOT / ".venv" / f"official-client-{sha256(LOCKED.read_bytes()).hexdigest()[:8]}"
"""A folder of its own: the later client needs an httpx that the product cannot have."""
SESSION_SECONDS = 50


def installed_here() -> dict[str, str]:
    """The environment that has the client which the product's httpx lets in; skips without it."""
    if find_spec("virl2_client") is None:
        pytest.skip("virl2_client is not installed: make .venv/dev")
    return {}


def installed_aside() -> dict[str, str]:
    """The environment that has the later client; installs it once, and skips where that cannot be done."""
    uv = Path(sys.executable).with_name("uv")
    if not LATER_CLIENT.exists():
        fresh = LATER_CLIENT.with_name(f"{LATER_CLIENT.name}-{os.getpid()}")
        target = ["--require-hashes", "--target", str(fresh), "--requirements", str(LOCKED)]
        command = [str(uv), "pip", "install", "--quiet", *target]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=30)
            fresh.rename(LATER_CLIENT)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"the later client cannot be installed: {error}")
    return {"PYTHONPATH": str(LATER_CLIENT)}


async def session(address: str, topology: bytes, environment: dict[str, str]) -> dict[str, Any]:
    """Let the client do all it is to do, and tell what it saw."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SESSION), address, "admin", "simulated"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | environment,
    )
    written, complaints = await asyncio.wait_for(process.communicate(topology), SESSION_SECONDS)
    assert process.returncode == 0, complaints.decode()
    seen: dict[str, Any] = json.loads(written)
    return seen


@pytest.mark.parametrize(("installed", "tls"), [(installed_here, False), (installed_aside, True)])
async def test_serves_the_official_client_when_it_does_all_it_can(boot_cml: BootCml, installed: Any, tls: bool) -> None:
    """It logs in, lists, imports, starts, stops, wipes, downloads and removes a lab, and registers a licence."""
    environment = await asyncio.to_thread(installed)
    cml = await boot_cml(tls=tls)
    (host,) = cml.side.by_instance.values()
    lab = next(iter(cml.side.fleet.controller_of(host.instance).labs.values()))
    seen = await session(host.address, write_topology(lab), environment)
    labels = sorted(node.label for node in lab.nodes.values())
    assert (seen["version"], seen["labs"], seen["users"]) == ("2.9.0+build.3", 5, ["admin", "amara", "jonas", "mei"])
    assert seen["states"] == ["DEFINED_ON_CORE", "STARTED", "STOPPED", "DEFINED_ON_CORE"]
    assert (seen["nodes"], seen["links"], seen["booted"]) == (labels, len(lab.links), ["BOOTED"])
    assert seen["busy"] == labels
    assert seen["downloaded"].encode().replace(b"Conformance", lab.title.encode()) == write_topology(lab)
    assert seen["is_gone"]
    assert (seen["unregistered"], seen["registered"]) == ("NOT_REGISTERED", "COMPLETED")
    assert seen["is_licensed"]
    assert seen["logged_out"]
