"""`cml-fleet jobs schedule`."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.errors import UsageError
from cli.jobs import columns
from cli.jobs.job_words import JobArgument
from cli.jobs.params import EndOption, ParamOption, StartOption, read_params, read_time
from cli.jobs.paths import job_path
from cli.jobs.run_columns import EXECUTION
from cli.output.formats import OutputFormat, OutputOption, show_record
from cli.session import connect


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
            show_record(client.post(job_path(name, "/trigger"), body), EXECUTION, output)
            return
        body = _schedule_body(kind, given, timezone, jitter)
        show_record(client.put(job_path(name, "/schedule"), body), columns.DETAILS, output)


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
