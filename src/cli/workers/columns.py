"""What is shown of a worker."""

from collections.abc import Callable

from cli.output.columns import Cell, Column, Record, View, field, text_at, value_at
from cli.output.figures import age_since, byte_rate, moment, percent, usd
from cli.workers.idle_words import idle_words

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
GIB = 1 << 30
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


def problem_sentence(worker: Record) -> Cell:
    """Return why the worker's sources cannot be read, in full."""
    failing = value_at(worker, "failing") or {}
    return Cell("; ".join(f"{source}: {text_at(why, 'message')}" for source, why in sorted(failing.items())), "red")


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


def _price_source(worker: Record) -> str:
    source, as_of = text_at(worker, "cost", "price_source"), text_at(worker, "cost", "price_as_of")
    return f"{source}, {as_of}" if as_of else source


def _instance(worker: Record) -> str:
    facts = value_at(worker, "instance")
    if not isinstance(facts, dict):
        return "unknown type"
    kind = ", bare metal" if facts.get("bare_metal") else ""
    memory = f"{facts.get('memory_gib', 0):g} GiB"
    return f"{facts.get('vcpus')} vCPUs, {memory}, {facts.get('network')}, {facts.get('architecture')}{kind}"


def _reason(worker: Record) -> str:
    return text_at(worker, "status_message") or text_at(worker, "status_reason")


def _asked(worker: Record) -> str:
    act, by, since = (text_at(worker, "asked", name) for name in ("act", "by", "since"))
    return f"{act}, by {by} since {since}" if act else ""


def _cordon(worker: Record) -> str:
    by, since, reason = (text_at(worker, "cordoned", name) for name in ("by", "since", "reason"))
    return f"by {by} since {since}: {reason}".removesuffix(": ") if by else ""


def _service(worker: Record) -> str:
    return text_at(worker, "service_reason")


def _health(worker: Record) -> str:
    problems = value_at(worker, "cml", "problems")
    if problems:
        return "; ".join(map(str, problems))
    return {True: "well", False: "not well"}.get(value_at(worker, "cml", "healthy"), "")


def _machine(worker: Record) -> str:
    cpus, memory, disk = (
        value_at(worker, "cml", name) for name in ("cpu_count", "memory_total_bytes", "disk_total_bytes")
    )
    parts = (f"{cpus} CPUs" if cpus else "", _gib(memory, "memory"), _gib(disk, "disk"))
    return ", ".join(filter(None, parts))


def _gib(value: object, what: str) -> str:
    return f"{value / GIB:.0f} GiB {what}" if isinstance(value, int | float) else ""


def _license(worker: Record) -> str:
    licensed = value_at(worker, "license", "licensed")
    if licensed is False:
        return f"not licensed: {text_at(worker, 'license', 'reason')}"
    expires = text_at(worker, "license", "expires_at")
    return {True: f"licensed until {expires}" if expires else "licensed"}.get(licensed, "")


def _sources(worker: Record) -> str:
    sources = value_at(worker, "telemetry", "sources") or {}
    return ", ".join(f"{name} {source}" for name, source in sorted(sources.items()))


def _figure(heading: str, name: str) -> Column:
    return Column(heading, lambda worker: byte_rate(value_at(worker, "telemetry", name)), numeric=True, spare=3)


def _tags(worker: Record) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted((value_at(worker, "tags") or {}).items()))


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
DETAILS = View(
    (
        NAME,
        field("ID", "id"),
        INSTANCE,
        field("ACCOUNT", "account"),
        REGION,
        *FIGURES,
        Column("DISK", load_cell("disk_used_percent"), numeric=True),
        Column("SERVICE SAYS", _service),
        field("CML VERSION", "cml", "version"),
        Column("CML HEALTH", _health),
        Column("CML MACHINE", _machine),
        Column("LICENSE", _license),
        field("ENDPOINT", "https_endpoint"),
        Column("FIGURES FROM", _sources),
        Column("PROBLEM", problem_sentence),
        field("CHECKS SAY", "checks", "message"),
        Column("REASON", _reason),
        Column("ASKED", _asked),
        Column("CORDONED", _cordon),
        field("LAST USED", "idle", "last_activity_at"),
        Column("IDLE", idle_words),
        field("TYPE", "instance_type"),
        Column("KEY FIGURES", _instance),
        *COSTS,
        Column("PRICE FROM", _price_source),
        field("AMI", "ami_id"),
        field("AMI NAME", "ami_name"),
        field("PRIVATE IP", "private_ip"),
        field("PUBLIC IP", "public_ip"),
        field("LAUNCHED", "launch_time"),
        field("FIGURES OF", "telemetry", "taken_at"),
        Column("TAGS", _tags),
        field("VERSION", "version"),
    ),
    plural="workers",
)
