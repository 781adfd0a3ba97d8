"""Each alert fires when it should, and only then."""

import shutil
import subprocess

import pytest
import yaml

from support.dashboards import RULE_TESTS, RULES


@pytest.mark.skipif(not shutil.which("promtool"), reason="no promtool on this machine: it comes with prometheus")
def test_alerts_fire_and_stay_quiet_as_they_should() -> None:
    """Prometheus' own evaluation of series that are written down, to labels and words."""
    tested = subprocess.run(["promtool", "test", "rules", str(RULE_TESTS)], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_each_alert_is_seen_to_fire_and_to_stay_quiet() -> None:
    """No alert is without both."""
    alerts = [rule["alert"] for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    cases = [case for test in yaml.safe_load(RULE_TESTS.read_text())["tests"] for case in test["alert_rule_test"]]
    fired = {case["alertname"] for case in cases if case["exp_alerts"]}
    quiet = {case["alertname"] for case in cases if not case["exp_alerts"]}
    assert fired == quiet == set(alerts)
