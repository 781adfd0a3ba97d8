"""Routes what is logged and printed in a run to the log of the run."""

import sys
from collections.abc import Mapping
from io import TextIOBase
from typing import Any

from application.job.run_log import run_log

OF_THE_RUN = frozenset({"job", "run_id"})
"""Whose log it is, is known to who reads it."""
NOT_SHOWN = OF_THE_RUN | {"event", "level", "logger", "timestamp", "trace_id", "span_id", "exception"}


def note_in_run(_: Any, __: str, record: Any) -> Any:
    """Pass a record of structlog on as it is, and give the run that goes on here, if any, a line of it."""
    lines_of_run = run_log()
    if lines_of_run is not None:
        for line in _text_of(record).splitlines():
            lines_of_run.add(str(record.get("level", "info")), line)
    return record


def _text_of(record: Mapping[str, Any]) -> str:
    shown = [f"{key}={value}" for key, value in record.items() if key not in NOT_SHOWN and not key.startswith("_")]
    text = " ".join([str(record.get("event", "")), *shown])
    return f"{text}\n{record['exception']}" if record.get("exception") else text


class RoutedOutput(TextIOBase):
    """Stands in for standard output: what a run prints goes to its log, everything else where it went before."""

    def __init__(self, before: Any) -> None:
        self._before = before

    @classmethod
    def install(cls) -> None:
        """Take the place of `sys.stdout`."""
        if not isinstance(sys.stdout, cls):
            sys.stdout = cls(sys.stdout)

    def write(self, text: str) -> int:
        """Write it where it belongs."""
        lines_of_run = run_log()
        if lines_of_run is None:
            return int(self._before.write(text))
        lines_of_run.print(text)
        return len(text)

    def flush(self) -> None:
        """Flush what was there before."""
        self._before.flush()
