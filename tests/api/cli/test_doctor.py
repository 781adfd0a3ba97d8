"""`doctor` and `config`: what the service's own program says, shown."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import REGIONS, fleet_environment

from .command_line import SOURCE, CommandLine

SAYS = "import os, sys\nsys.stdout.write(os.environ['SAYS'])\n"
SECRET = "x" * 40


def check(name: str, outcome: str, subject: str = "", **more: Any) -> dict[str, Any]:
    """Make a check of a report."""
    found = {"name": name, "subject": subject, "outcome": outcome, "sentence": f"{name} is {outcome}"}
    return {**found, "cure": "", "facts": {}, "seconds": 0.1, **more}


@pytest.fixture
def shown(tmp_path: Path) -> CommandLine:
    """The command line beside a service program that says what it is told to."""
    source = tmp_path / "src"
    shutil.copytree(SOURCE / "cli", source / "cli", ignore=shutil.ignore_patterns("__pycache__"))
    (source / "doctor.py").write_text(SAYS)
    return CommandLine(tmp_path, "http://127.0.0.1:1")


def says(report: Any, source: Path) -> dict[str, str]:
    """Return the environment in which the program says this."""
    return {"SAYS": report if isinstance(report, str) else json.dumps(report), "PYTHONPATH": str(source / "src")}


def test_ends_with_1_when_a_check_failed(shown: CommandLine, tmp_path: Path) -> None:
    """What was found goes to standard output, and how many failed to standard error."""
    report = {"outcome": "failed", "checks": [check("settings", "failed", cure="set it")]}
    finished = shown.run("doctor", **says(report, tmp_path))
    assert (finished.returncode, finished.stderr) == (1, "cml-fleet: 1 of 1 checks failed.\n")
    assert finished.stdout.endswith("\nWhat to do:\n  settings: set it\n")


def test_wraps_what_was_found_when_the_terminal_is_narrow(shown: CommandLine, tmp_path: Path) -> None:
    """Nothing of a sentence is cut off."""
    words = " ".join(f"word{number}" for number in range(20))
    report = {"outcome": "ok", "checks": [check("settings", "ok", sentence=words)]}
    with shown.on_terminal("doctor", COLUMNS="50", **says(report, tmp_path)) as terminal:
        assert terminal.exit_code() == 0
        assert all(word in terminal.shown for word in words.split())


@pytest.mark.parametrize("said", ["", "[]"])
def test_ends_with_1_when_the_program_says_nothing_of_use(shown: CommandLine, tmp_path: Path, said: str) -> None:
    """It may have failed to start."""
    finished = shown.run("doctor", **says(said, tmp_path))
    assert finished.returncode == 1
    assert "The service's program" in finished.stderr


def test_shows_every_setting_with_its_source(cli: CommandLine) -> None:
    """Secrets are masked, lists are written as they are set; the service's own program says so."""
    finished = cli.run("config", "show", CML_FLEET_SECRET_KEY=SECRET, CML_FLEET_AWS_REGIONS="us-east-1,eu-west-1")
    rows = {line.split()[0]: line.split()[1:] for line in finished.stdout.splitlines()}
    assert finished.returncode == 0
    assert rows["CML_FLEET_SECRET_KEY"] == ["********", "CML_FLEET_SECRET_KEY"]
    assert rows["CML_FLEET_AWS_REGIONS"] == ["us-east-1,eu-west-1", "CML_FLEET_AWS_REGIONS"]
    assert rows["CML_FLEET_HTTP_PORT"] == ["8080", "default"]
    assert rows["CML_FLEET_AWS_ENDPOINT_URL"] == ["-", "default"]
    assert SECRET not in finished.stdout


def test_names_every_problem_when_settings_are_wrong(cli: CommandLine) -> None:
    """With the cure, also of a variable that nothing reads; the values are not shown."""
    wrong = {"CML_FLEET_HTTP_PORT": "hunter2", "CML_FLEET_HTPP_PORT": "hunter2", "CML_FLEET_SECRET_KEY": SECRET}
    finished = cli.run("config", "validate", "-o", "yaml", **wrong)
    report = yaml.safe_load(finished.stdout)
    assert finished.returncode == 1
    assert not report["valid"]
    assert [problem["setting"] for problem in report["problems"]] == [
        "CML_FLEET_HTTP_PORT",
        "CML_FLEET_MONGODB_URI",
        "CML_FLEET_API_KEY_PEPPER",
        "CML_FLEET_AWS_REGIONS",
    ]
    (unknown,) = report["unknown"]
    assert (unknown["setting"], unknown["cure"]) == ("CML_FLEET_HTPP_PORT", "did you mean CML_FLEET_HTTP_PORT?")
    assert "hunter2" not in finished.stdout + finished.stderr


def test_ends_with_0_when_the_settings_can_be_used(cli: CommandLine) -> None:
    """A variable that nothing reads is told, and no reason not to start."""
    settings = {
        "CML_FLEET_SECRET_KEY": SECRET,
        "CML_FLEET_API_KEY_PEPPER": SECRET,
        "CML_FLEET_AWS_REGIONS": "us-east-1",
        "CML_FLEET_MONGODB_URI": "mongodb://db.example",
    }
    finished = cli.run("config", "validate", **settings)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "Every setting can be used.\n")
    finished = cli.run("config", "validate", **settings, CML_FLEET_NOBODYS="x")
    assert finished.returncode == 0
    assert "CML_FLEET_NOBODYS  is read by nothing  remove it" in finished.stdout


async def test_looks_at_the_real_parts_when_they_are_there(
    cli: CommandLine, database: DatabaseServer, simulator: SimulatorServer
) -> None:
    """Database, simulated AWS of two regions and a free port; no service runs, and none is needed."""
    environment = {
        name: value
        for name, value in fleet_environment(database.uri, "examined", simulator.address, HTTP_PORT="0").items()
        if name.startswith(("AWS_", "CML_FLEET_"))
    }
    with cli.started("doctor", "-o", "json", **environment) as process:
        printed, _ = await asyncio.to_thread(process.communicate, timeout=60)
    checks = json.loads(printed)["checks"]
    assert process.returncode == 0, printed
    assert {each["subject"] for each in checks if each["name"] == "EC2"} == {f"{each} of default" for each in REGIONS}
    assert {each["outcome"] for each in checks if each["name"] in {"settings", "database", "CloudWatch"}} == {"ok"}
    assert {each["outcome"] for each in checks} <= {"ok", "warning", "skipped"}
