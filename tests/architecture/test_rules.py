"""The house keeps its rules, and each rule has been seen to find a violation."""

from pathlib import Path

import pytest

from architecture import rules

SRC = Path(__file__).parents[2] / "src"
SERVICE = ("api", "application", "domain", "integration")

PLANTED: dict[rules.Rule, str] = {
    rules.banned_class_names: "class WorkerManager: ...",
    rules.loose_tasks: "import asyncio\nasync def f(): await asyncio.gather()",
    rules.broad_excepts: "try: ...\nexcept Exception: ...",
    rules.misnamed_requests: "class Refresh(Command[int]): ...",
    rules.misnamed_events: "class WorkerMoved(FleetEvent): ...",
    rules.clocks_read_directly: "from datetime import datetime\nNOW = datetime.now()",
    rules.formatted_log_events: "log.info(f'worker {1} done')",
    rules.telemetry_beyond_the_api: "from opentelemetry.sdk.trace import TracerProvider",
}
STRICT = [rule for rule in PLANTED if rule is not rules.broad_excepts]


@pytest.mark.parametrize("layer", SERVICE)
@pytest.mark.parametrize("rule", STRICT, ids=lambda rule: rule.__name__)
def test_finds_nothing_when_the_house_keeps_its_rules(rule: rules.Rule, layer: str) -> None:
    """No module of the service breaks the rule."""
    assert list(rule(SRC / layer)) == []


def test_counts_few_when_broad_excepts_are_looked_for() -> None:
    """Only the edges of a job's run, of an event handler and of a gathered unit catch whatever comes."""
    found = [f"{layer}/{place}" for layer in SERVICE for place in rules.broad_excepts(SRC / layer)]
    assert len(found) <= rules.MAX_BROAD_EXCEPTS, found


@pytest.mark.parametrize(("rule", "violation"), PLANTED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_finds_it_when_a_violation_is_planted(rule: rules.Rule, violation: str, tmp_path: Path) -> None:
    """A rule that nobody has seen fail is no rule."""
    (tmp_path / "planted.py").write_text(violation)
    assert list(rule(tmp_path))
