"""ArchiveSummary: what a run of the archive did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from application.archive.archive_order import ArchiveOrder
from application.archive.day_archiving import DayOutcome
from application.archive.telemetry_archive_result import TelemetryArchiveResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSummary:
    """What it did, and what people should know of that, in sentences."""

    result: TelemetryArchiveResult
    warnings: tuple[str, ...] = ()


def summed_up(order: ArchiveOrder, outcomes: Sequence[DayOutcome], pruned: int, today: date) -> ArchiveSummary:
    """Sum up what became of each day and kind."""
    manifests = [outcome.manifest for outcome in outcomes]
    result = TelemetryArchiveResult(
        days=len(order.days),
        files=sum(len(manifest.files) for manifest in manifests),
        rows=sum(manifest.rows for manifest in manifests),
        bytes=sum(manifest.bytes for manifest in manifests),
        pruned=pruned,
    )
    return ArchiveSummary(result=result, warnings=tuple(_warnings(order, outcomes, today)))


def _warnings(order: ArchiveOrder, outcomes: Sequence[DayOutcome], today: date) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.was_fuller:
            known = outcome.manifest
            yield f"{known.kind.value} of {known.day}: kept the archive from before, the database has fewer rows by now"
    if order.days.last >= today:
        yield f"{today} is not over: archive it again tomorrow"
        if order.prune:
            yield f"nothing of {today} was removed from the database: it is not over"
