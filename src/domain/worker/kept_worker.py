"""KeptWorker: what people keep at a worker: tags, and whether it is cordoned."""

from datetime import datetime

from domain.worker import worker_events as events
from domain.worker.acted_worker import ActedWorker, IllegalActError
from domain.worker.tag_changes import TagChanges

NAME = "Name"
"""The tag that names an instance in the console of AWS."""


class KeptWorker(ActedWorker):
    """The part of a worker that changes because people say so."""

    def cordon(self, by: str, reason: str, at: datetime) -> None:
        """Let nobody begin anything new on it; the same reason again is no news."""
        known = self.state.cordoned
        if known is None or known.reason != reason:
            self.raise_event(events.WorkerCordonedDomainEvent, at, by=by, reason=reason)

    def uncordon(self, by: str, at: datetime) -> None:
        """Let it be used again."""
        if known := self.state.cordoned:
            self.raise_event(events.WorkerUncordonedDomainEvent, at, by=by, was=known)

    def change_tags(self, changes: TagChanges, at: datetime) -> None:
        """Show the tags as they were asked to become; IllegalActError, TooManyTagsError."""
        if not self.state.active:
            raise IllegalActError("the worker is terminated, or left the fleet")
        old, new = dict(self.state.tags), changes.applied_to(self.state.tags)
        if new == old:
            return
        self.raise_event(events.WorkerTagsChangedDomainEvent, at, old_tags=old, new_tags=new)
        if (name := new.get(NAME)) and name != self.state.name:
            self.raise_event(
                events.WorkerDetailsChangedDomainEvent,
                at,
                old_details={"name": self.state.name},
                new_details={"name": name},
            )
