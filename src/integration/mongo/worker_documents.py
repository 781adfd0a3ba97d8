"""Workers as documents."""

from datetime import datetime

import msgspec

from domain.worker.cml_worker_state import CMLWorkerState
from integration.mongo.mongo_database import Document

RENAMED = {"id": "_id", "state_version": "version", "last_modified": "updated_at"}


def document_of(state: CMLWorkerState) -> Document:
    """Write a worker's state."""
    document: Document = msgspec.to_builtins(state, builtin_types=(datetime,))
    for name, renamed in RENAMED.items():
        document[renamed] = document.pop(name)
    return document


def state_from(document: Document) -> CMLWorkerState:
    """Read a worker's state; fields of a newer version are passed over."""
    for name, renamed in RENAMED.items():
        document[name] = document.pop(renamed)
    return msgspec.convert(document, CMLWorkerState)
