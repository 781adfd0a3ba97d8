"""Makes audit records of what comes in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from application.access.acting import acting_principal
from application.ports.audit_log import AuditRecord
from application.trace_context import current_trace_id


def record_of(command: str, parameters: Mapping[str, Any], targets: Sequence[str], now: datetime) -> AuditRecord:
    """Make the record of a command that whoever acts sends now; its id sorts by time."""
    principal = acting_principal()
    return AuditRecord(
        id=f"{int(now.timestamp() * 1000):012x}-{token_hex(8)}",
        at=now,
        by=principal.id if principal else "",
        name=principal.name if principal else "",
        role=principal.role.name.lower() if principal else "",
        command=command,
        parameters=parameters,
        targets=targets,
        trace_id=current_trace_id(),
    )
