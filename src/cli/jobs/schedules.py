"""`cml-fleet jobs schedule|enable|disable|reset|remove|set`."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of, read_pages
from cli.errors import CliError, UsageError
from cli.jobs import columns
from cli.jobs.job_words import JobArgument, JobsArgument, job_words
from cli.jobs.params import EndOption, ParamOption, StartOption, read_params, read_time
from cli.jobs.paths import EXECUTIONS, JOBS, job_path
from cli.operations.acting import YesOption, make_sure
from cli.output import streams
from cli.output.columns import text_at
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

MOST_ONE_OFFS = 500


class ScheduleType(StrEnum):
    """Which of the options say when."""

    INTERVAL = "interval"
    CRON = "cron"
    DAILY = "daily"
    WEEKLY = "weekly"


AT_A_TIME = (ScheduleType.DAILY, ScheduleType.WEEKLY)

TypeOption = Annotated[ScheduleType | None, typer.Option("--type", help="Follows from the other options.")]
HourOption = Annotated[int | None, typer.Option(help="0 to 23, for daily and weekly.")]
MinuteOption = Annotated[int | None, typer.Option(help="0 to 59, for daily and weekly.")]
DayOption = Annotated[str | None, typer.Option(help="monday to sunday, or 0 for Monday to 6 for Sunday.")]
CronOption = Annotated[str | None, typer.Option(help='Five fields: "59 23 * * *"; 0 and 7 are Sunday.')]
IntervalOption = Annotated[float | None, typer.Option(help="Seconds between runs.")]
ZoneOption = Annotated[str | None, typer.Option("--timezone", help="Of the times, such as Europe/Paris; default UTC.")]
JitterOption = Annotated[float | None, typer.Option("--jitter", help="Seconds that a run may begin later.")]
AtOption = Annotated[str | None, typer.Option(help="Once, at a time such as 2026-11-30T18:00, beside the schedule.")]
AllMineOption = Annotated[bool, typer.Option("--all-mine", help="Cancel all one-offs of one's own that wait.")]
GraceOption = Annotated[float | None, typer.Option(help="Seconds that a run may begin late.")]
RemovedArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="A job's name.", autocompletion=job_words)
]


def schedule(
    context: typer.Context,
    name: JobArgument,
    *,
    kind: TypeOption = None,
    hour: HourOption = None,
    minute: MinuteOption = None,
    day: DayOption = None,
    cron: CronOption = None,
    interval: IntervalOption = None,
    timezone: ZoneOption = None,
    jitter: JitterOption = None,
    at: AtOption = None,
    start: StartOption = None,
    end: EndOption = None,
    param: ParamOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Give a job another schedule, or ask with --at for one run at a time; --start, --end and --param are for that."""
    params = read_params(param, start, end)
    times = {"hour": hour, "minute": minute, "day": day, "cron": cron, "interval_seconds": interval}
    given = {word: value for word, value in times.items() if value is not None}
    if at is not None and (given or kind):
        raise UsageError("--at is for one run; it goes with no other time.")
    if at is None and params:
        raise UsageError("Params go with --at; for all runs of the schedule there is cml-fleet jobs set.")
    with connect(context) as client:
        if at is not None:
            body = {"at": read_time(at, timezone), "params": params}
            show_record(client.post(job_path(name, "/trigger"), body), columns.EXECUTION, output)
            return
        body = _schedule_body(kind, given, timezone, jitter)
        show_record(client.put(job_path(name, "/schedule"), body), columns.DETAILS, output)


def set_params(
    context: typer.Context,
    name: JobArgument,
    *,
    param: ParamOption = None,
    grace: GraceOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Set what all runs of the schedule get, in place of what was set before, and how late they may begin."""
    changes: dict[str, Any] = {"params": read_params(param, None, None)} if param else {}
    changes |= {} if grace is None else {"misfire_grace_seconds": grace}
    if not changes:
        raise UsageError("Say what to set: --param, --grace.")
    with connect(context) as client:
        changed = client.patch(job_path(name), changes)
    show_record(changed, columns.DETAILS, output)


def enable(context: typer.Context, names: JobsArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Keep the schedules of jobs, whatever their settings say."""
    with connect(context) as client:
        _switch(client, names, "enable", output)


def disable(context: typer.Context, names: JobsArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Keep the schedules of jobs no more, over restarts, until somebody enables them."""
    with connect(context) as client:
        _switch(client, names, "disable", output)


def reset(context: typer.Context, name: JobArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Run a job again as its code says: schedule, params, grace, and whether it is enabled."""
    with connect(context) as client:
        changed = client.post(job_path(name, "/reset"))
    show_record(changed, columns.DETAILS, output)


def remove(
    context: typer.Context,
    name: RemovedArgument = None,
    *,
    all_mine: AllMineOption = False,
    yes: YesOption = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Take away the schedule that somebody gave a job, or cancel all one-offs of one's own that wait."""
    if (name is None) is not all_mine:
        raise UsageError("Name a job, or say --all-mine.")
    with connect(context) as client:
        if name is not None:
            removed = client.request("DELETE", job_path(name))
            show_record(removed, columns.DETAILS, output)
        else:
            _cancel_own(client, yes=yes, output=output)


def _schedule_body(
    kind: ScheduleType | None, given: dict[str, Any], timezone: str | None, jitter: float | None
) -> dict[str, Any]:
    kind = kind or _kind_of(given)
    more = {"timezone": timezone, "jitter_seconds": jitter}
    midnight = {"hour": 0, "minute": 0} if kind in AT_A_TIME else {}
    return {"type": kind.value, **midnight, **given, **{word: each for word, each in more.items() if each is not None}}


def _kind_of(given: dict[str, Any]) -> ScheduleType:
    if "interval_seconds" in given:
        return ScheduleType.INTERVAL
    if "cron" in given:
        return ScheduleType.CRON
    if "day" in given:
        return ScheduleType.WEEKLY
    if "hour" in given:
        return ScheduleType.DAILY
    raise UsageError("Say when: --type, --interval, --cron, --day, --hour or --at.")


def _switch(client: ApiClient, names: list[str], act: str, output: OutputFormat) -> None:
    outcomes = items_of(client.post(f"{JOBS}:{act}", {"names": names}))
    show_records(outcomes, columns.OUTCOMES, output)
    refused = sum(1 for outcome in outcomes if text_at(outcome, "code"))
    if refused:
        raise CliError(f"{refused} of {len(outcomes)} were refused.")


def _cancel_own(client: ApiClient, *, yes: bool, output: OutputFormat) -> None:
    wanted = {"owner": "me", "state": ["pending", "rate_limited"]}
    waiting = read_pages(client, EXECUTIONS, wanted, MOST_ONE_OFFS).records
    own = [run for run in waiting if text_at(run, "triggered_by") == "one_off"]
    if not own:
        streams.message("No one-off of yours waits.")
        return
    make_sure(f"Cancel {len(own)} one-offs?", yes=yes)
    cancelled = client.post(f"{EXECUTIONS}:cancel-own", {"confirm": len(own)})
    show_records(items_of(cancelled), columns.EXECUTIONS, output)
