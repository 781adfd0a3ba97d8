"""The import contracts of pyproject.toml hold, and each has been seen to break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = [
    ("The layers point inwards", "api/limits.py", "import integration.mongo.mongo_database"),
    ("The layers point inwards", "domain/errors.py", "import application.clock"),
    ("The domain is pure", "domain/errors.py", "import pydantic"),
    ("The application is free of drivers", "application/clock.py", "import motor"),
    ("Adapters do not know each other", "integration/aws/aws_clients.py", "import integration.mongo.mongo_database"),
    ("The simulator imports nothing", "simulator/server.py", "import domain.errors"),
    ("Nobody in the product imports the simulator", "application/clock.py", "import simulator.server"),
    ("The command line is a client", "cli/serve.py", "import application.clock"),
    ("No circles", "domain/telemetry/source_failure.py", "import domain.worker.cml_worker"),
]


def contracts_of(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts on the packages in `folder`, beside its pyproject.toml."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house to plant violations in."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_keeps_all_contracts_when_nothing_is_planted(copied: Path) -> None:
    """The house as it stands keeps every contract."""
    checked = contracts_of(copied)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("contract", "module", "violation"), PLANTED)
def test_breaks_the_contract_when_a_violation_is_planted(
    copied: Path, contract: str, module: str, violation: str
) -> None:
    """Each contract fails on what it forbids."""
    path = copied / "src" / module
    original = path.read_text()
    path.write_text(f"{original}\n{violation}\n")
    try:
        checked = contracts_of(copied)
    finally:
        path.write_text(original)
    assert checked.returncode != 0
    assert any(contract in line and "BROKEN" in line for line in checked.stdout.splitlines()), checked.stdout
