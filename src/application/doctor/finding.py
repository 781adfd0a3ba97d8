"""What a check found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How it stands. A warning does not keep the service from its work; skipped = nothing to look at."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for people, the cure where one is needed, and the facts for programs; never a secret."""

    outcome: Outcome
    sentence: str
    cure: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def ok(sentence: str, **facts: Any) -> Finding:
    """All is well."""
    return Finding(Outcome.OK, sentence, facts=facts)


def warning(sentence: str, cure: str, **facts: Any) -> Finding:
    """The service works, but not as well as it could."""
    return Finding(Outcome.WARNING, sentence, cure, facts)


def failed(sentence: str, cure: str, **facts: Any) -> Finding:
    """The service, or a part of it, cannot work."""
    return Finding(Outcome.FAILED, sentence, cure, facts)


def skipped(sentence: str) -> Finding:
    """There is nothing to look at, or no way to."""
    return Finding(Outcome.SKIPPED, sentence)
