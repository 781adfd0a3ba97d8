"""`cml-fleet jobs ...`."""

import typer

from cli.jobs import looks, runs, schedules
from cli.jobs.logs import logs

jobs = typer.Typer(name="jobs", help="What the service does by itself, and its runs.", no_args_is_help=True)
jobs.command("list")(looks.list_jobs)
jobs.command()(looks.get)
jobs.command()(looks.status)
jobs.command()(looks.overview)
jobs.command()(looks.health)
jobs.command()(looks.why)
jobs.command()(schedules.schedule)
jobs.command("set")(schedules.set_params)
jobs.command()(schedules.enable)
jobs.command()(schedules.disable)
jobs.command()(schedules.reset)
jobs.command()(schedules.remove)
jobs.command()(runs.trigger)
jobs.command()(runs.run)
jobs.command()(runs.cancel)
jobs.command()(runs.retry)
jobs.command()(runs.pause)
jobs.command()(runs.resume)
jobs.command()(looks.executions)
jobs.command()(logs)
