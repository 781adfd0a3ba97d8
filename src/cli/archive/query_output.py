"""Answers of queries, written."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from typing import Any

from cli.archive.locked_database import Answer
from cli.output import streams
from cli.output.columns import Column, View, text_at
from cli.output.formats import OutputFormat, json_document, show_records
from cli.output.safe_text import safe_line


class QueryFormat(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show_answer(answer: Answer, output: QueryFormat) -> None:
    """Write it."""
    if output is QueryFormat.CSV:
        streams.write(_csv(answer))
        return
    records = [dict(zip(answer.columns, map(plain, row), strict=True)) for row in answer.rows]
    if output is QueryFormat.JSON:
        streams.write(json_document(records))
    else:
        show_records(records, View([_column(name) for name in answer.columns], plural="rows"), OutputFormat.TABLE)


def plain(value: Any) -> Any:
    """Return a value of DuckDB as one of JSON: times in UTC with Z, decimals as numbers, what else there is as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _column(name: str) -> Column:
    return Column(name.upper(), lambda record: text_at(record, name))


def _csv(answer: Answer) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_cells(answer.columns))
    writer.writerows(_cells([plain(value) for value in row]) for row in answer.rows)
    return text.getvalue()


def _cells(values: Sequence[Any]) -> list[Any]:
    return [safe_line(value) if isinstance(value, str) else value for value in values]
