"""`cml-fleet workers create`: a new worker, its instance launched from a template."""

from typing import Annotated, Any

import typer

from cli.operations.acting import TimeoutOption, WaitOption, show_end
from cli.output.formats import OutputFormat, OutputOption
from cli.session import connect

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")]
TemplateOption = Annotated[str, typer.Option(help="A launch template of `cml-fleet settings get templates`.")]
RegionOption = Annotated[str, typer.Option(help="Where to launch it.")]
AccountOption = Annotated[str | None, typer.Option(help="The AWS account, where the service knows several.")]


def create(
    context: typer.Context,
    name: NameArgument,
    *,
    template: TemplateOption,
    region: RegionOption,
    account: AccountOption = None,
    wait: WaitOption = True,
    timeout: TimeoutOption = 3600,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Make a worker of a template, and wait until it can be used."""
    body: dict[str, Any] = {"name": name, "template": template, "region": region}
    if account:
        body["account"] = account
    with connect(context) as client:
        show_end(client, client.post("/api/workers", body), timeout if wait else None, output)
