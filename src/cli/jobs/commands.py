"""`cml-fleet jobs ...`."""

import typer

from cli.jobs import looks, runs, switches
from cli.jobs.logs import logs
from cli.jobs.removing import remove
from cli.jobs.schedules import schedule

jobs = typer.Typer(name="jobs", help="What the service does by itself, and its runs.", no_args_is_help=True)
jobs.command("list")(looks.list_jobs)
jobs.command()(looks.get)
jobs.command()(looks.status)
jobs.command()(looks.overview)
jobs.command()(looks.health)
jobs.command()(looks.why)
jobs.command()(schedule)
jobs.command("set")(switches.set_params)
jobs.command()(switches.enable)
jobs.command()(switches.disable)
jobs.command()(switches.reset)
jobs.command()(remove)
jobs.command()(runs.trigger)
jobs.command()(runs.run)
jobs.command()(runs.cancel)
jobs.command()(runs.retry)
jobs.command()(runs.pause)
jobs.command()(runs.resume)
jobs.command()(looks.executions)
jobs.command()(logs)
