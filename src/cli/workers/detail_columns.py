"""What is shown of one worker on a page of its own."""

from cli.output.columns import Cell, Column, Record, View, field, text_at, value_at
from cli.workers.columns import COSTS, FIGURES, INSTANCE, NAME, REGION, load_cell
from cli.workers.idle_words import idle_words
from cli.workers.license_words import license_act_words

GIB = 1 << 30


def problem_sentence(worker: Record) -> Cell:
    """Return why the worker's sources cannot be read, in full."""
    failing = value_at(worker, "failing") or {}
    return Cell("; ".join(f"{source}: {text_at(why, 'message')}" for source, why in sorted(failing.items())), "red")


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


def _created(worker: Record) -> str:
    template, by, state, why = (
        text_at(worker, "provisioning", name) for name in ("template", "requested_by", "state", "message")
    )
    return f"of {template} by {by}, {state}: {why}".removesuffix(": ") if template else ""


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


def _license_act(worker: Record) -> str:
    act = value_at(worker, "license_act")
    return license_act_words(act) if isinstance(act, dict) else ""


def _sources(worker: Record) -> str:
    sources = value_at(worker, "telemetry", "sources") or {}
    return ", ".join(f"{name} {source}" for name, source in sorted(sources.items()))


def _tags(worker: Record) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted((value_at(worker, "tags") or {}).items()))


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
        Column("LICENSE ACT", _license_act),
        field("ENDPOINT", "https_endpoint"),
        Column("FIGURES FROM", _sources),
        Column("PROBLEM", problem_sentence),
        field("CHECKS SAY", "checks", "message"),
        Column("REASON", _reason),
        Column("CREATED", _created),
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
