"""`cml-fleet archive plans ...`."""

from typing import Annotated, Any

import typer

from cli.archive.columns import PLANS
from cli.archive.options import DestinationOption, FileFormat, FormatOption, WhatOption
from cli.archive.plan_names import PATH, plan_path
from cli.archive.plan_options import (
    CronOption,
    DailyOption,
    IfVersionOption,
    PlanArgument,
    WeeklyOption,
    ZoneOption,
    schedule_from,
)
from cli.connection.pages import items_of
from cli.errors import UsageError
from cli.output import streams
from cli.output.columns import text_at
from cli.output.formats import OutputFormat, OutputOption, show_record, show_records
from cli.session import connect

plans = typer.Typer(name="plans", help="What is archived again and again.", no_args_is_help=True)


@plans.command("list")
def list_plans(context: typer.Context, output: OutputOption = OutputFormat.TABLE) -> None:
    """List one's own plans; an admin's are all."""
    with connect(context) as client:
        items = items_of(client.get(PATH))
    show_records(items, PLANS, output)


@plans.command()
def get(context: typer.Context, plan: PlanArgument, output: OutputOption = OutputFormat.TABLE) -> None:
    """Show one plan."""
    with connect(context) as client:
        found = client.get(plan_path(client, plan))
    show_record(found, PLANS, output)


@plans.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What it is for.")],
    *,
    daily: DailyOption = None,
    weekly: WeeklyOption = None,
    cron: CronOption = None,
    timezone: ZoneOption = None,
    what: WhatOption = None,
    days: Annotated[int, typer.Option(min=1, help="How many of the days that are over.")] = 1,
    form: FormatOption = FileFormat.PARQUET,
    destination: DestinationOption = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what was archived of telemetry from the database.")
    ] = False,
    inactive: Annotated[bool, typer.Option("--inactive", help="Not yet.")] = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Have something archived again and again."""
    schedule = schedule_from({"daily": daily, "weekly": weekly, "cron": cron}, timezone)
    if schedule is None:
        raise UsageError("Say when: --daily, --weekly or --cron.")
    body: dict[str, Any] = {"name": name, "schedule": schedule, "window_days": days, "format": form.value}
    body |= {"destination": destination, "prune": prune, "active": not inactive}
    if what:
        body["what"] = [kind.value for kind in what]
    with connect(context) as client:
        created = client.post(PATH, body)
    show_record(created, PLANS, output)


@plans.command()
def update(
    context: typer.Context,
    plan: PlanArgument,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    daily: DailyOption = None,
    weekly: WeeklyOption = None,
    cron: CronOption = None,
    timezone: ZoneOption = None,
    what: WhatOption = None,
    days: Annotated[int | None, typer.Option(min=1, help="How many of the days that are over.")] = None,
    form: Annotated[FileFormat | None, typer.Option("--format", help="How rows are written.")] = None,
    destination: Annotated[str | None, typer.Option(help="A destination of the service's settings.")] = None,
    prune: Annotated[bool | None, typer.Option("--prune/--no-prune", help="Remove what was archived.")] = None,
    active: Annotated[bool | None, typer.Option("--enable/--disable", help="Turn it on or off.")] = None,
    if_version: IfVersionOption = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Change a plan."""
    given: dict[str, Any] = {
        "name": name,
        "schedule": schedule_from({"daily": daily, "weekly": weekly, "cron": cron}, timezone),
        "what": [kind.value for kind in what] if what else None,
        "window_days": days,
        "format": form.value if form else None,
        "destination": destination,
        "prune": prune,
        "active": active,
    }
    body = {word: value for word, value in given.items() if value is not None}
    if not body:
        raise UsageError("Say what to change.")
    headers = {"If-Match": f'"{if_version}"'} if if_version is not None else None
    with connect(context) as client:
        changed = client.request("PATCH", plan_path(client, plan), None, body, headers)
    show_record(changed, PLANS, output)


@plans.command()
def remove(context: typer.Context, plan: PlanArgument, if_version: IfVersionOption = None) -> None:
    """Remove a plan; what it has archived stays."""
    headers = {"If-Match": f'"{if_version}"'} if if_version is not None else None
    with connect(context) as client:
        client.delete(plan_path(client, plan), headers)
    streams.message(f"Removed {plan}.")


@plans.command("run")
def run_plan(context: typer.Context, plan: PlanArgument) -> None:
    """Carry a plan out now, and print the id of the run."""
    with connect(context) as client:
        begun = client.post(plan_path(client, plan, "/run"))
    streams.write_line(text_at(begun, "execution_id"))
