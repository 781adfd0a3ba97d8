"""The program itself."""

import resource
import subprocess
import sys
from dataclasses import replace

from .command_line import SOURCE, CommandLine

FORBIDDEN = {"neuroglia", "boto3", "botocore", "fastapi", "starlette", "motor", "pymongo", "aiohttp", "secantus"}
OWN = {"main", "api", "application", "domain", "integration", "simulator"}
LATE = {"httpx", "rich", "yaml"}


def test_costs_little_to_start_when_asked_for_help(cli: CommandLine) -> None:
    """Less than 0.4 s on a quiet machine; counted is the processor's time, which others' work hardly changes."""
    cold = replace(cli, warm=None)
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert cold.run("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(took) < 0.8


def test_imports_neither_the_service_nor_its_libraries() -> None:
    """The command line is a client; heavy libraries of its own are imported by the commands that need them."""
    code = "import sys, cli.main; print(*{name.partition('.')[0] for name in sys.modules})"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)}
    )
    assert not (FORBIDDEN | OWN | LATE) & set(found.stdout.split())


def test_ends_with_2_when_the_command_is_unknown(cli: CommandLine) -> None:
    """A command line that makes no sense is a usage error."""
    finished = cli.run("worker", "list")
    assert finished.returncode == 2
    assert "No such command" in finished.stderr


def test_ends_with_2_when_no_command_is_given(cli: CommandLine) -> None:
    """Without a command there is help."""
    assert "Usage: cml-fleet" in cli.run().stdout + cli.run().stderr
