"""Prints a stream as it comes: events on standard output, what is said about the stream on standard error."""

from cli.errors import OutputClosedError
from cli.events.cloud_event_view import short_type, summary
from cli.events.control_events import SNAPSHOT, content, is_cloud_event, page_rows, sentence
from cli.events.sse_parser import ServerSentEvent
from cli.events.stream import Connected, ConnectionLost, StreamItem
from cli.output import streams
from cli.output.columns import Record, text_at
from cli.output.figures import clock_time
from cli.output.formats import OutputFormat, json_line, yaml_document
from cli.output.safe_text import safe_line


class EventPrinter:
    """One line, or YAML document, for each CloudEvent, let out at once."""

    def __init__(self, output: OutputFormat) -> None:
        self._output = output
        self._lost = False

    def take(self, item: StreamItem) -> None:
        """Print what the stream gave. Raises OutputClosedError when nobody reads any more."""
        if isinstance(item, ServerSentEvent):
            self._take_event(item)
        elif isinstance(item, ConnectionLost):
            streams.message(f"{item.reason} Reconnecting in {item.retry_seconds:.1f} s.")
            self._lost = True
        elif isinstance(item, Connected) and self._lost:
            streams.message("Connected again.")
            self._lost = False

    def _take_event(self, event: ServerSentEvent) -> None:
        document = content(event)
        if is_cloud_event(document):
            streams.write_line(self._shown(event, document))
            return
        if said := sentence(event):
            streams.message(said)
        if event.event == SNAPSHOT and self._output is OutputFormat.TABLE:
            self._show_page(document)
        if streams.reader_has_gone():
            raise OutputClosedError

    def _shown(self, event: ServerSentEvent, document: Record) -> str:
        if self._output is OutputFormat.JSON:
            return json_line(document)
        if self._output is OutputFormat.YAML:
            return f"---\n{yaml_document(document)}".rstrip("\n")
        if self._output is OutputFormat.NAME:
            return safe_line(event.id)
        words = clock_time(document.get("time")), short_type(document), text_at(document, "subject"), summary(document)
        return safe_line("  ".join(words))

    def _show_page(self, page: Record) -> None:
        rows = [(row, ("id", "name", "status")) for row in page_rows(page, "workers")]
        rows += [(row, ("id", "title", "state")) for row in page_rows(page, "labs")]
        for row, names in rows:
            streams.write_line(safe_line("  ".join(("snapshot", *(text_at(row, name) for name in names)))))
