"""Logs as JSON lines on standard error: event words and ids, and the trace that a line belongs to."""

import logging
import sys
from typing import Any

import orjson
import structlog

from application.job.run_log_routing import RoutedOutput, note_in_run
from application.trace_context import current_span_id, current_trace_id

CHATTY = ("neuroglia", "apscheduler", "uvicorn", "botocore", "boto3", "urllib3", "pymongo", "asyncio")


def configure_logging(level: str) -> None:
    """Send structlog's and the standard library's records of this process to one place; libraries from WARNING on."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _add_trace,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        note_in_run,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    RoutedOutput.install()


def _add_trace(_: Any, __: str, record: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if trace_id := current_trace_id():
        record.update(trace_id=trace_id, span_id=current_span_id())
    return record


def _json(record: Any, **_: Any) -> str:
    return orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
