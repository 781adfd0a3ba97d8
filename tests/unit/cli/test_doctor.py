"""How the doctor's report is shown."""

import json
from typing import Any

import pytest
import yaml

from cli import doctor as shown
from cli.errors import CliError
from cli.output.formats import OutputFormat

POLICY = {"Version": "2012-10-17", "Statement": [{"Action": ["ec2:X"]}]}
ADVICE = "\nWhat to do:\n"


def check(name: str, outcome: str, subject: str = "", **more: Any) -> dict[str, Any]:
    """Make a check of a report."""
    found = {"name": name, "subject": subject, "outcome": outcome, "sentence": f"{name} is {outcome}"}
    return {**found, "cure": "", "facts": {}, "seconds": 0.1, **more}


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the service's program says; a test puts its checks into it."""
    says: dict[str, Any] = {"outcome": "ok", "checks": []}
    monkeypatch.setattr(shown, "ask_service", lambda: says)
    return says


def test_shows_warnings_with_their_cure_when_nothing_failed(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each check, of what it is, and what to do at the end."""
    report["checks"] = [check("settings", "ok"), check("EC2", "warning", "us-east-1 of lab", cure="wait")]
    shown.doctor(OutputFormat.TABLE)
    assert capsys.readouterr().out == (
        "OUTCOME  CHECK                 FINDING\n"
        "ok       settings              settings is ok\n"
        "warning  EC2 us-east-1 of lab  EC2 is warning\n"
        f"{ADVICE}"
        "  EC2 us-east-1 of lab: wait\n"
    )


def test_gives_no_advice_when_all_is_well(report: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Nor for what was skipped."""
    report["checks"] = [check("settings", "ok"), check("AWS role", "skipped")]
    shown.doctor(OutputFormat.TABLE)
    assert ADVICE not in capsys.readouterr().out


def test_prints_the_policy_once_when_several_checks_name_it(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """To be pasted; the faults of settings have a line each; nothing that others wrote steers a terminal."""
    problems = [{"setting": "CML_FLEET_A", "cure": "set\x1bit"}, {"setting": "CML_FLEET_B", "cure": "unset it"}]
    report["checks"] = [
        check("settings", "failed", cure="both", facts={"problems": problems}),
        check("EC2", "failed", cure="allow it", facts={"policy": POLICY}),
        check("CloudWatch", "failed", cure="allow it", facts={"policy": POLICY}),
    ]
    with pytest.raises(CliError, match=r"3 of 3 checks failed\."):
        shown.doctor(OutputFormat.TABLE)
    _, _, rest = capsys.readouterr().out.partition(ADVICE)
    advice, _, policy = rest.partition("\nThe smallest IAM policy that does:\n")
    assert advice == "  CML_FLEET_A: set\\x1bit\n  CML_FLEET_B: unset it\n  EC2: allow it\n  CloudWatch: allow it\n"
    assert json.loads(policy) == POLICY


def test_writes_the_whole_report_when_a_program_reads_it(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON and YAML say the same; names are those of the checks; advice is in the checks themselves."""
    report["checks"] = [check("EC2", "warning", cure="wait")]
    written = {}
    for output in (OutputFormat.JSON, OutputFormat.YAML, OutputFormat.NAME):
        shown.doctor(output)
        written[output] = capsys.readouterr().out
    assert json.loads(written[OutputFormat.JSON]) == report
    assert yaml.safe_load(written[OutputFormat.YAML]) == report
    assert written[OutputFormat.NAME] == "EC2\n"
