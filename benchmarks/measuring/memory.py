"""How much memory this process holds."""

from pathlib import Path


def resident_megabytes() -> float:
    """Resident memory (proc(5), VmRSS)."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) * 1024 / 1e6
