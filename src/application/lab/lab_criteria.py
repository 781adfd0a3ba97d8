"""Which labs a list shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from application.listing.criteria import Condition, Criteria
from domain.cml.lab_state import LabState
from domain.lab.lab_record_state import LabRecordState

SEARCHED = ("id", "title", "description", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabCriteria(Criteria[LabRecordState]):
    """Empty = all. What is given must all hold; `text` and `title` are looked for literally, in any case of letters."""

    states: frozenset[LabState] = frozenset()
    owners: frozenset[str] = frozenset()
    worker_ids: frozenset[str] = frozenset()
    title: str = ""
    text: str = ""

    def conditions(self) -> Iterator[Condition[LabRecordState]]:
        """What was asked."""
        if self.states:
            yield lambda lab: lab.state in self.states
        if self.owners:
            yield lambda lab: lab.owner in self.owners
        if self.worker_ids:
            yield lambda lab: lab.worker_id in self.worker_ids
        if self.title:
            yield partial(_found, self.title.casefold(), ("title",))
        if self.text:
            yield partial(_found, self.text.casefold(), SEARCHED)


def _found(text: str, names: Sequence[str], lab: LabRecordState) -> bool:
    return any(text in getattr(lab, name).casefold() for name in names)
