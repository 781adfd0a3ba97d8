"""Which labs a list shows."""

from dataclasses import dataclass

from domain.cml.lab_state import LabState
from domain.lab.lab_record_state import LabRecordState

SEARCHED = ("id", "title", "description", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabCriteria:
    """Empty = all. What is given must all hold; `text` and `title` are looked for literally, in any case of letters."""

    states: frozenset[LabState] = frozenset()
    owners: frozenset[str] = frozenset()
    worker_ids: frozenset[str] = frozenset()
    title: str = ""
    text: str = ""

    def admits(self, lab: LabRecordState) -> bool:
        """Whether a lab is shown."""
        return (
            (not self.states or lab.state in self.states)
            and (not self.owners or lab.owner in self.owners)
            and (not self.worker_ids or lab.worker_id in self.worker_ids)
            and (not self.title or self.title.casefold() in lab.title.casefold())
            and (not self.text or self._found_in(lab))
        )

    def _found_in(self, lab: LabRecordState) -> bool:
        text = self.text.casefold()
        return any(text in getattr(lab, name).casefold() for name in SEARCHED)
