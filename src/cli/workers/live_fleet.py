"""LiveFleet: the workers as snapshot and events make them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cli.events.cloud_event_view import event_content, short_type
from cli.events.control_events import SNAPSHOT, content, is_cloud_event, page_rows
from cli.events.sse_parser import ServerSentEvent
from cli.output.columns import Record, text_at, value_at
from cli.workers.row_changes import CHANGES, new_row

IMPORTED, REMOVED, REFRESHED = "worker.imported", "worker.removed", "fleet.refresh.completed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A worker as it is after `kind` happened to it; `event` is the CloudEvent, None for a snapshot."""

    kind: str
    worker: Record
    event: Record | None = None


class LiveFleet:
    """Follows a stream. A snapshot replaces all rows at once, when its last page has come."""

    def __init__(self) -> None:
        self.workers: dict[str, Record] = {}
        self._pages: list[Record] = []
        self._prices: dict[tuple[str, str], Any] = {}

    def take(self, event: ServerSentEvent) -> list[RowChange]:
        """Follow one event of the stream and tell which rows it changed."""
        document = content(event)
        if event.event == SNAPSHOT:
            return self._take_page(document)
        return list(self._take_event(document)) if is_cloud_event(document) else []

    def _take_page(self, page: Record) -> list[RowChange]:
        if page.get("page") == 1:
            self._pages = []
        self._pages += page_rows(page, "workers")
        if page.get("page") != page.get("pages"):
            return []
        self.workers = {text_at(worker, "id"): worker for worker in self._pages}
        self._prices = {_priced(row): _price(row) for row in self.workers.values() if _price(row) is not None}
        return [RowChange("snapshot", worker) for worker in self.workers.values()]

    def _take_event(self, event: Record) -> Iterator[RowChange]:
        kind, data, subject = short_type(event), event_content(event), text_at(event, "subject")
        if kind == REFRESHED:
            self._refresh(data)
        elif self._is_new(event, subject) and (row := self._changed_row(kind, subject, event)):
            row.update(version=_version(event), updated_at=text_at(event, "time"))
            yield RowChange(kind, row, event)

    def _changed_row(self, kind: str, subject: str, event: Record) -> Record | None:
        data, time = event_content(event), text_at(event, "time")
        if kind == IMPORTED:
            self.workers[subject] = new_row(subject, data, time)
            self._set_price(self.workers[subject])
        elif kind == REMOVED:
            return self.workers.pop(subject, None)
        row = self.workers.get(subject)
        if row is not None and kind in CHANGES:
            before = _priced(row)
            CHANGES[kind](row, data, time)
            if _priced(row) != before:
                self._set_price(row)
        return row

    def _set_price(self, row: Record) -> None:
        """Events tell no prices: it is that of another worker of the type there, or stays open."""
        price = self._prices.get(_priced(row))
        row["cost"] = {**(row.get("cost") or {}), "usd_per_hour": price} if price is not None else None

    def _is_new(self, event: Record, subject: str) -> bool:
        row = self.workers.get(subject)
        return row is None or _version(event) > int(row.get("version") or 0)

    def _refresh(self, data: Record) -> None:
        source = text_at(data, "source")
        for scope in data.get("scopes") or (data,):
            if as_of := value_at(scope, "as_of"):
                for row in self._rows_of(scope):
                    row["as_of"] = {**(row.get("as_of") or {}), source: as_of}

    def _rows_of(self, scope: Record) -> Iterable[Record]:
        limits = {key: scope[key] for key in ("account", "region") if key in scope}
        rows = (row for row in self.workers.values() if row.get("status") != "terminated")
        return [row for row in rows if all(row.get(key) == value for key, value in limits.items())]


def _version(event: Record) -> int:
    sequence: Any = event.get("sequence")
    return int(sequence) if str(sequence).isdecimal() else 0


def _priced(row: Record) -> tuple[str, str]:
    return text_at(row, "region"), text_at(row, "instance_type")


def _price(row: Record) -> Any:
    return value_at(row, "cost", "usd_per_hour")
