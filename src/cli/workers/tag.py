"""`cml-fleet workers tag`: tags of workers' instances."""

from typing import Annotated

import typer

from cli.connection.worker_names import resolve_workers
from cli.errors import UsageError
from cli.operations.acting import TimeoutOption, WaitOption, show_end
from cli.output.formats import OutputFormat, OutputOption
from cli.session import connect
from cli.workers.options import read_tags

WordsArgument = Annotated[
    list[str], typer.Argument(metavar="WORKER... [KEY=VALUE...]", help="Workers, and the tags to set.")
]
RemoveOption = Annotated[list[str] | None, typer.Option("--remove", metavar="KEY", help="A tag to remove.")]


def tag(
    context: typer.Context,
    words: WordsArgument,
    *,
    remove: RemoveOption = None,
    wait: WaitOption = True,
    timeout: TimeoutOption = 300,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Set and remove tags of workers; all others stay."""
    workers = [word for word in words if "=" not in word]
    tags = read_tags(word for word in words if "=" in word)
    if not workers or not (tags or remove):
        raise UsageError("Name workers, and KEY=VALUE to set or --remove KEY.")
    with connect(context) as client:
        body = {"ids": resolve_workers(client, workers), "tags": tags, "remove": list(remove or ())}
        show_end(client, client.post("/api/workers:tag", body), timeout if wait else None, output)
