"""A page as a browser without a window sees it."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--virtual-time-budget=20000",
    "--enable-logging=stderr",
)
THE_BROWSER_ITSELF = "not an origin"
PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Look:
    """The page as its scripts made it, what it said on the console, and every address that it asked."""

    page: str
    console: list[str]
    requested: list[str]


async def look_at(address: str) -> Look:
    """Open an address and let its scripts work; skips the test where there is no browser."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        net_log = Path(folder, "net.json")
        places = (f"--user-data-dir={folder}/profile", f"--log-net-log={net_log}")
        process = await asyncio.create_subprocess_exec(
            program,
            *OPTIONS,
            *places,
            "--dump-dom",
            address,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            page, said = await process.communicate()
        console = [line for line in said.decode(errors="replace").splitlines() if ":CONSOLE" in line]
        return Look(page.decode(), console, _requested(net_log))


def _requested(net_log: Path) -> list[str]:
    events: list[dict[str, Any]] = json.loads(net_log.read_text())["events"]
    starts = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return sorted({start["url"] for start in starts if start["initiator"] != THE_BROWSER_ITSELF and "url" in start})
