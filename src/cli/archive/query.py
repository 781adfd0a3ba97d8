"""`cml-fleet archive query`."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli.archive.archived_files import ArchivedFiles, files_in
from cli.archive.downloads import downloaded
from cli.archive.locked_database import Answer, Bounds, ask
from cli.archive.options import DestinationOption, EndOption, Kind, StartOption
from cli.archive.query_output import QueryFormat, show_answer
from cli.archive.spans import DaySpan
from cli.output import streams
from cli.session import connect


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A SELECT over the views telemetry and events.")],
    *,
    directory: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="A directory of archives, instead of the service.")
    ] = None,
    destination: DestinationOption = "",
    start: StartOption = None,
    end: EndOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many rows at the most.")] = 1000,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long it may take.")] = 60.0,
    memory: Annotated[int, typer.Option(min=64, metavar="MB", help="How much memory it may use.")] = 512,
    output: Annotated[QueryFormat, typer.Option("--output", "-o", help="How the answer is written.")] = (
        QueryFormat.TABLE
    ),
) -> None:
    """Ask the Parquet files of the archive with SQL, on this machine: it reads them, and nothing else.

    Files come from a directory, or from where the service keeps them, S3 as well; only the days asked for.
    """
    span = DaySpan.read(start, end)
    kinds = [kind.value for kind in Kind if kind.value in sql.lower()]
    bounds = Bounds(rows=limit, seconds=seconds, memory_megabytes=memory)
    with TemporaryDirectory(prefix="cml-fleet-query-") as folder:
        files = (
            files_in(directory, kinds, span) if directory else _from_service(context, destination, kinds, span, folder)
        )
        show_answer(_answer(sql, files, bounds, Path(folder)), output)


def _from_service(
    context: typer.Context, destination: str, kinds: Sequence[str], span: DaySpan, folder: str
) -> ArchivedFiles:
    with connect(context) as client:
        return downloaded(client, destination, kinds, span, Path(folder))


def _answer(sql: str, files: ArchivedFiles, bounds: Bounds, spill: Path) -> Answer:
    if files.left_out:
        streams.message(f"{files.left_out} archived days are not Parquet and were left out.")
    answer = ask(sql, files.by_kind, bounds, spill)
    if answer.has_more:
        streams.message(f"There are more than {bounds.rows} rows; --limit shows more.")
    return answer
