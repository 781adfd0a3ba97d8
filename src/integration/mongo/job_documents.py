"""Runs and what was changed of jobs, as documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from domain.job.job_configuration import JobConfiguration
from domain.job.job_execution import WAITING, JobExecution
from integration.mongo.mongo_database import Document

ONLY_WHILE_THERE = ("overlap_key", "lease_until", "waits_until")
"""What sparse indexes are on: absent, not null, where it does not hold."""


def execution_document(execution: JobExecution) -> Document:
    """Return it with `waits_until`, what a queue is looked through by, while it waits."""
    document = _plain(execution)
    document["_id"] = document.pop("id")
    document["waits_until"] = execution.due_at if execution.state in WAITING else None
    for name in ONLY_WHILE_THERE:
        if document[name] is None:
            del document[name]
    return document


def execution_from(document: Document) -> JobExecution:
    """Make it again; fields of a newer version are passed over."""
    return msgspec.convert({**document, "id": document["_id"]}, JobExecution, builtin_types=(datetime,))


def execution_update(changes: Mapping[str, Any]) -> Document:
    """Return the update that makes these changes; a change of `state` to one that waits says `due_at` as well."""
    fields = _plain(changes)
    if "state" in changes:
        fields["waits_until"] = changes["due_at"] if changes["state"] in WAITING else None
    gone = {name: "" for name in ONLY_WHILE_THERE if name in fields and fields[name] is None}
    update: Document = {"$set": {name: value for name, value in fields.items() if name not in gone}}
    return {**update, "$unset": gone} if gone else update


def configuration_document(configuration: JobConfiguration) -> Document:
    """Return it under the job's name."""
    return {"_id": configuration.job, **_plain(configuration)}


def configuration_from(document: Document) -> JobConfiguration:
    """Make it again."""
    return msgspec.convert(document, JobConfiguration, builtin_types=(datetime,))


def _plain(value: object) -> Document:
    plain: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
    return plain
