"""What is shown of each worker in a list."""

from collections.abc import Callable

from cli.output.columns import Cell, Column, Record, View, field, text_at, value_at
from cli.output.figures import age_since, byte_rate, moment, percent, usd

STATUSES = {
    "pending": ("yellow", "◔"),
    "running": ("green", "●"),
    "stopping": ("yellow", "◕"),
    "stopped": ("bright_black", "○"),
    "shutting_down": ("yellow", "◕"),
    "terminated": ("red", "✕"),
}
UNKNOWN_STATUS = ("magenta", "?")
SERVICE_STYLES = {
    "available": "green",
    "starting": "yellow",
    "unavailable": "bright_black",
    "unauthorized": "red",
    "error": "red",
}
CHECK_STYLES = {"ok": "green", "impaired": "red"}
BUSY_PERCENT, FULL_PERCENT = 70, 90
PRICE_DIGITS, CENTS = 4, 2
FIGURE_SOURCES = ("ec2", "cloudwatch", "cml")
"""Labs are read at a pace of their own."""


def status_cell(worker: Record) -> Cell:
    """Return the status as text, icon and colour."""
    status = text_at(worker, "status")
    style, icon = STATUSES.get(status, UNKNOWN_STATUS)
    cordoned = ", cordoned" if value_at(worker, "cordoned") else ""
    return Cell(f"{status.replace('_', ' ')}{cordoned}", style, icon)


def service_cell(worker: Record) -> Cell:
    """Return what the controller is good for; why it is not available follows where it is short."""
    status, code = text_at(worker, "service_status"), text_at(worker, "service_code")
    why = code.removeprefix("cml_").replace("_", " ")
    shown = f"{status}: {why}" if why and not code.startswith("instance_") else status
    return Cell(shown, SERVICE_STYLES.get(status, "magenta"))


def load_cell(name: str) -> Callable[[Record], Cell]:
    """Return how to show a figure in percent, coloured when there is much of it."""

    def read(worker: Record) -> Cell:
        value = value_at(worker, "telemetry", name)
        load = value if isinstance(value, int | float) else 0
        style = "red" if load >= FULL_PERCENT else "yellow" if load >= BUSY_PERCENT else ""
        return Cell(percent(value), style)

    return read


def nodes_cell(worker: Record) -> str:
    """Return how many nodes run, of how many there are."""
    running, total = (value_at(worker, "telemetry", name) for name in ("running_nodes", "total_nodes"))
    if running is None:
        return ""
    return str(running) if total is None else f"{running}/{total}"


def checks_cell(worker: Record) -> Cell:
    """Return the outcome of the two checks: one word when they agree."""
    outcomes = {name: text_at(worker, "checks", name) for name in ("system", "instance")}
    known = {name: outcome for name, outcome in outcomes.items() if outcome not in ("", "not_applicable")}
    if not known:
        return Cell("")
    if len(set(outcomes.values())) == 1:
        word = outcomes["system"]
        return Cell(word.replace("_", " "), CHECK_STYLES.get(word, "yellow"))
    worst = "red" if "impaired" in known.values() else "yellow"
    return Cell(", ".join(f"{name} {word}".replace("_", " ") for name, word in known.items() if word != "ok"), worst)


def problem_cell(worker: Record) -> Cell:
    """Return which of the worker's sources cannot be read, with the code that says why."""
    failing = value_at(worker, "failing") or {}
    return Cell("; ".join(f"{source}: {text_at(why, 'code')}" for source, why in sorted(failing.items())), "red")


def age_cell(worker: Record) -> Cell:
    """Return how old the picture of the worker is: the oldest of the sources that tell something of it."""
    times = value_at(worker, "as_of") or {}
    sources = FIGURE_SOURCES if text_at(worker, "status") == "running" else ("ec2",)
    known = [then for source in sources if (then := moment(times.get(source)))]
    return Cell(age_since(min(known)) if known else "")


def price_cell(worker: Record) -> Cell:
    """Return what an hour costs while the worker runs: dim while it does not."""
    style = "" if text_at(worker, "status") == "running" else "bright_black"
    return Cell(_money(worker, "usd_per_hour", PRICE_DIGITS), style)


def _money(worker: Record, name: str, digits: int) -> str:
    cost = value_at(worker, "cost")
    return usd(cost.get(name), digits) or "unknown" if isinstance(cost, dict) else ""


def _figure(heading: str, name: str) -> Column:
    return Column(heading, lambda worker: byte_rate(value_at(worker, "telemetry", name)), numeric=True, spare=3)


NAME, REGION, INSTANCE = (
    field("NAME", "name"),
    field("REGION", "region", spare=1),
    field("INSTANCE", "instance_id", spare=2),
)
FIGURES = (
    Column("STATUS", status_cell),
    Column("SERVICE", service_cell),
    Column("CPU", load_cell("cpu_percent"), numeric=True),
    Column("MEM", load_cell("memory_used_percent"), numeric=True),
    Column("NODES", nodes_cell, numeric=True),
    _figure("NET IN", "network_in_bytes_per_second"),
    _figure("NET OUT", "network_out_bytes_per_second"),
    Column("CHECKS", checks_cell),
    Column("AGE", age_cell, numeric=True),
)
PRICE = Column("COST/H", price_cell, numeric=True)
COSTS = (
    PRICE,
    Column("MONTH", lambda worker: _money(worker, "month_to_date_usd", CENTS), numeric=True),
)
PROBLEM = Column("PROBLEM", problem_cell)
LIST = View((NAME, INSTANCE, REGION, *FIGURES, *COSTS, PROBLEM), plural="workers")
LIVE = View((NAME, REGION, *FIGURES, PRICE, PROBLEM), plural="workers")
