"""The formats of -o."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.output import streams, tables
from cli.output.columns import Record, View
from cli.output.safe_text import UNSAFE_BUT_LINES, escape_json, safe_line


class OutputFormat(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    NAME = "name"


OutputOption = Annotated[OutputFormat, typer.Option("--output", "-o", help="How the answer is written.")]


def show_records(records: Sequence[Record], view: View, output: OutputFormat) -> None:
    """Write a list of records."""
    if output is OutputFormat.NAME:
        streams.write("".join(f"{safe_line(view.name(record))}\n" for record in records))
    elif output is not OutputFormat.TABLE:
        streams.write(document(records, output))
    elif not records:
        streams.message(f"No {view.plural}.")
    elif streams.on_terminal():
        draw(tables.terminal_table(view.columns, records))
    else:
        streams.write(tables.plain_table(view.columns, records))


def show_record(record: Record, view: View, output: OutputFormat) -> None:
    """Write one record."""
    if output is OutputFormat.NAME:
        streams.write(safe_line(view.name(record)) + "\n")
    elif output is not OutputFormat.TABLE:
        streams.write(document(record, output))
    elif streams.on_terminal():
        draw(tables.terminal_fields(view.columns, record))
    else:
        streams.write(tables.plain_fields(view.columns, record))


def document(value: Any, output: OutputFormat) -> str:
    """Return a value as an indented JSON or a YAML document."""
    return yaml_document(value) if output is OutputFormat.YAML else json_document(value)


def json_document(value: Any) -> str:
    """Return a value as indented JSON."""
    return escape_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def json_line(value: Any) -> str:
    """Return a value as JSON on one line, without the line's end."""
    return escape_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def yaml_document(value: Any) -> str:
    """Return a value as YAML."""
    import yaml

    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return text if not UNSAFE_BUT_LINES.search(text) else yaml.safe_dump(value, sort_keys=False)


def draw(renderable: Any) -> None:
    """Draw on the terminal."""
    console = tables.terminal()
    with console.capture() as capture:
        console.print(renderable)
    streams.write(capture.get())
