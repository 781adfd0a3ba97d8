"""`cml-fleet archive ...`."""

import typer

from cli.archive.listing import list_archives
from cli.archive.plan_commands import plans
from cli.archive.query import query
from cli.archive.run import run

archive = typer.Typer(name="archive", help="Telemetry and events of past days as files.", no_args_is_help=True)
archive.command()(run)
archive.command("list")(list_archives)
archive.command()(query)
archive.add_typer(plans)
