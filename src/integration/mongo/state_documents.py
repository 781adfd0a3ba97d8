"""The states of aggregates as documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from domain.aggregate import FleetAggregateState
from domain.alert.alert_state import AlertState
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.worker.cml_worker_state import CMLWorkerState
from integration.mongo.mongo_database import Document

COLLECTIONS: Mapping[type[FleetAggregateState], str] = {
    CMLWorkerState: "workers",
    LabRecordState: "labs",
    OperationState: "operations",
    AlertState: "alerts",
    FleetSettingsState: "settings",
}
"""Where the states of each kind of aggregate are kept."""

RENAMED = {"id": "_id", "state_version": "version", "last_modified": "updated_at"}

TState = TypeVar("TState", bound=FleetAggregateState)


def document_of(state: FleetAggregateState) -> Document:
    """Write a state."""
    document: Document = msgspec.to_builtins(state, builtin_types=(datetime,))
    for name, renamed in RENAMED.items():
        document[renamed] = document.pop(name)
    return document


def state_from(document: Document, kind: type[TState]) -> TState:
    """Read a state of this kind; fields of a newer version are passed over."""
    for name, renamed in RENAMED.items():
        document[name] = document.pop(renamed)
    return msgspec.convert(document, kind)
