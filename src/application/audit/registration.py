"""The services of the audit, one of each per app."""

from application.audit.audit_writing import AuditWriting
from application.audit.refused_keys import RefusedKeys

SERVICES = (
    AuditWriting,
    RefusedKeys,
)
