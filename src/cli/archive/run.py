"""`cml-fleet archive run`."""

from typing import Annotated, Any

import typer

from cli.archive.executions import followed, show_end
from cli.archive.options import DestinationOption, EndOption, FileFormat, FormatOption, StartOption, WhatOption
from cli.errors import UsageError
from cli.output import streams
from cli.output.columns import text_at
from cli.session import connect

PATH = "/api/jobs/telemetry-archive/trigger"


def run(
    context: typer.Context,
    *,
    start: StartOption = None,
    end: EndOption = None,
    what: WhatOption = None,
    form: FormatOption = FileFormat.PARQUET,
    destination: DestinationOption = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what was archived of telemetry from the database.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the end of the run.")] = False,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait at the most.")] = 3600.0,
) -> None:
    """Archive days now: yesterday unless --start says another one, and --end up to which."""
    if end is not None and start is None:
        raise UsageError("Give the first day as well: --start.")
    given: dict[str, Any] = {"start_date": start, "end_date": end, "destination": destination}
    params = {name: value for name, value in given.items() if value} | {"format": form.value, "prune": prune}
    if what:
        params["what"] = [kind.value for kind in what]
    with connect(context) as client:
        execution = client.post(PATH, {"params": params})
        if wait:
            show_end(followed(client, execution, timeout))
        else:
            streams.write_line(text_at(execution, "id"))
            streams.message("It goes on by itself; `archive list` shows what is archived.")
