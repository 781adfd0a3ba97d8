"""`cml-fleet doctor`: whether everything is there that the service needs."""

from collections.abc import Iterator
from typing import Any

from cli.errors import CliError
from cli.output import streams
from cli.output.columns import Cell, Column, Record, View, field, text_at, value_at
from cli.output.formats import OutputFormat, OutputOption, document, json_document, show_records
from cli.output.safe_text import safe_line
from cli.service_program import ask_service

OUTCOMES = {"ok": ("green", "●"), "warning": ("yellow", "▲"), "failed": ("red", "✕"), "skipped": ("bright_black", "○")}
UNKNOWN = ("magenta", "?")


def doctor(output: OutputOption = OutputFormat.TABLE) -> None:
    """Check what the service needs.

    Settings, database, AWS and HTTP, in this environment; the service need not run. Ends with 1 when a check failed.
    """
    if output is OutputFormat.TABLE and streams.on_terminal():
        streams.message("Looking at settings, database, AWS and HTTP.")
    report = ask_service()
    checks: list[Record] = report.get("checks") or []
    if output in (OutputFormat.JSON, OutputFormat.YAML):
        streams.write(document(report, output))
    else:
        show_records(checks, CHECKS, output)
    if output is OutputFormat.TABLE:
        streams.write("".join(_advice(checks)))
    failed = [check for check in checks if check.get("outcome") == "failed"]
    if failed:
        raise CliError(f"{len(failed)} of {len(checks)} checks failed.")


def _outcome(check: Record) -> Cell:
    word = text_at(check, "outcome")
    style, icon = OUTCOMES.get(word, UNKNOWN)
    return Cell(word, style, icon)


def _check(check: Record) -> str:
    return " ".join(filter(None, (text_at(check, "name"), text_at(check, "subject"))))


CHECKS = View(
    (Column("OUTCOME", _outcome), Column("CHECK", _check), field("FINDING", "sentence", wraps=True)),
    plural="checks",
    name_field="name",
)


def _advice(checks: list[Record]) -> Iterator[str]:
    cures = [check for check in checks if check.get("cure")]
    if cures:
        yield "\nWhat to do:\n"
    for check in cures:
        yield from (f"  {safe_line(name)}: {safe_line(cure)}\n" for name, cure in _cures(check))
    for policy in _policies(checks):
        yield f"\nThe smallest IAM policy that does:\n{json_document(policy)}"


def _cures(check: Record) -> Iterator[tuple[str, str]]:
    problems = value_at(check, "facts", "problems") or ()
    if not problems:
        yield _check(check), text_at(check, "cure")
    for problem in problems:
        yield text_at(problem, "setting"), text_at(problem, "cure")


def _policies(checks: list[Record]) -> list[Any]:
    policies = [policy for check in checks if (policy := value_at(check, "facts", "policy"))]
    return [policy for place, policy in enumerate(policies) if policy not in policies[:place]]
