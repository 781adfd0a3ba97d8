"""RefusedKeys: who shows a key that opens nothing leaves a record, too."""

from dataclasses import replace

from application.audit.audit_writing import AuditWriting
from application.audit.record_making import record_of
from application.audit.recorded_parameters import LONGEST_TEXT
from application.clock import Clock
from application.ports.audit_log import AuditOutcome


class RefusedKeys:
    """What was asked and from where; the key itself is not recorded."""

    def __init__(self, writing: AuditWriting, clock: Clock) -> None:
        self._writing = writing
        self._clock = clock

    async def note_async(self, address: str, method: str, path: str) -> None:
        """Put one on record; the caller sees to it that an address cannot cause any number of them."""
        parameters = {"method": method[:LONGEST_TEXT], "path": path[:LONGEST_TEXT]}
        record = record_of("Authenticate", parameters, [address], self._clock.now())
        await self._writing.end_async(replace(record, outcome=AuditOutcome.REFUSED, code="unauthorized"))
