"""The dashboard file holds together."""

import json

from support.dashboards import DASHBOARD, dashboard_expressions


def test_dashboard_is_one_that_grafana_can_lay_out() -> None:
    """Ids are unique, panels stand beside each other within 24 columns, and each says what it shows."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert all(panel["title"] for panel in panels)
    assert all(target["legendFormat"] for panel in panels for target in panel.get("targets", ()))


def test_expressions_ask_for_rates_of_counters_only_over_the_range_of_the_panel() -> None:
    """A fixed range would be empty or coarse at another zoom; Grafana's variable is the one that fits."""
    raw = [
        target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel.get("targets", ())
    ]
    assert all("[$__rate_interval]" in expression for expression in raw if "rate(" in expression)
    assert all("$" not in expression for expression in dashboard_expressions())
