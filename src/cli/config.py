"""`cml-fleet config ...`: the settings that the service would start with here."""

import typer

from cli.errors import CliError
from cli.output import streams
from cli.output.columns import Column, Record, View, field, value_at
from cli.output.formats import OutputFormat, OutputOption, document, json_line, show_records
from cli.service_program import ask_service

config = typer.Typer(name="config", help="Settings of the service, in this environment.", no_args_is_help=True)


@config.command()
def show(output: OutputOption = OutputFormat.TABLE) -> None:
    """Show every setting, and where it comes from.

    Secrets are masked.
    """
    show_records(ask_service("settings").get("settings") or [], SETTINGS, output)


@config.command()
def validate(output: OutputOption = OutputFormat.TABLE) -> None:
    """Say everything that is wrong with the settings.

    Ends with 1 when the service could not start with them. A variable that nothing reads is only named.
    """
    report = ask_service("settings")
    problems, unknown = report.get("problems") or [], report.get("unknown") or []
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document({"valid": not problems, "problems": problems, "unknown": unknown}, output))
    elif problems or unknown or output is OutputFormat.NAME:
        show_records([*problems, *unknown], PROBLEMS, output)
    else:
        streams.message("Every setting can be used.")
    if problems:
        raise CliError("The service cannot start with these settings.")


def _value(setting: Record) -> str:
    value = value_at(setting, "value")
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return value if isinstance(value, str) else json_line(value)


SETTINGS = View(
    (
        field("SETTING", "setting", wraps=True),
        Column("VALUE", _value, wraps=True),
        field("SOURCE", "source", wraps=True),
    ),
    plural="settings",
    name_field="setting",
)
PROBLEMS = View(
    (field("SETTING", "setting", wraps=True), field("PROBLEM", "fault", wraps=True), field("CURE", "cure", wraps=True)),
    plural="problems",
    name_field="setting",
)
