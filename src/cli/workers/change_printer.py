"""One line for each change of a worker, for where no table can move."""

from cli.errors import OutputClosedError
from cli.events.cloud_event_view import summary
from cli.events.control_events import sentence
from cli.events.sse_parser import ServerSentEvent
from cli.events.stream import ConnectionLost, StreamItem
from cli.output import streams
from cli.output.columns import text_at
from cli.output.figures import clock_time
from cli.output.formats import OutputFormat, json_line, yaml_document
from cli.output.safe_text import safe_line
from cli.workers.live_fleet import LiveFleet, RowChange


class ChangePrinter:
    """Follows a stream and prints each change at once."""

    def __init__(self, output: OutputFormat) -> None:
        self._output = output
        self._fleet = LiveFleet()

    def take(self, item: StreamItem) -> None:
        """Print what the stream changed. Raises OutputClosedError when nobody reads any more."""
        if isinstance(item, ConnectionLost):
            streams.message(f"{item.reason} Reconnecting in {item.retry_seconds:.1f} s.")
        elif isinstance(item, ServerSentEvent):
            self._take_event(item)

    def _take_event(self, event: ServerSentEvent) -> None:
        changes = self._fleet.take(event)
        for change in changes:
            streams.write_line(self._shown(change))
        if not changes and (said := sentence(event)):
            streams.message(said)
        if streams.reader_has_gone():
            raise OutputClosedError

    def _shown(self, change: RowChange) -> str:
        if self._output is OutputFormat.NAME:
            return safe_line(text_at(change.worker, "id"))
        if self._output is OutputFormat.TABLE:
            return _line(change)
        event = change.event or {}
        document = {"change": change.kind, "time": event.get("time"), "worker": change.worker}
        if self._output is OutputFormat.YAML:
            return f"---\n{yaml_document(document)}".rstrip("\n")
        return json_line(document)


def _line(change: RowChange) -> str:
    worker, event = change.worker, change.event
    name = text_at(worker, "name") or text_at(worker, "id")
    if event is None:
        return safe_line(f"{name}  {text_at(worker, 'region')}  {text_at(worker, 'status')}")
    return safe_line("  ".join((clock_time(event.get("time")), name, change.kind, summary(event))))
