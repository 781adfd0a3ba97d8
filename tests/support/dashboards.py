"""What the dashboard and the alerts ask Prometheus."""

import json
import re
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "grafana/cml-fleet.json"
RULES = DEPLOY / "prometheus/cml-fleet.rules.yml"
RULE_TESTS = DEPLOY / "prometheus/cml-fleet.rules.test.yml"

_METRIC = re.compile(r"\b(?:cml_fleet|process)_[a-z0-9_]+")


def dashboard_expressions() -> list[str]:
    """Every expression of the dashboard, with Grafana's variables replaced by what they stand for."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    found = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [each.replace("$__rate_interval", "1m").replace("$instance", ".*") for each in found]


def alert_expressions() -> list[str]:
    """Every expression of the alerts."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


def metrics_of(expression: str) -> set[str]:
    """The names of the metrics that an expression reads."""
    return set(_METRIC.findall(expression))
