"""The port to what can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.doctor.finding import Finding


class Check(Protocol):
    """One thing that is well or not. `name` says what; `subject` which one where there are several, else ""."""

    @property
    def name(self) -> str:
        """Two or three words."""

    @property
    def subject(self) -> str:
        """An account, or a region of it."""

    async def run_async(self) -> Finding:
        """Look, without harm. A DomainError or StartupError that is raised is a failure in its own words."""


@dataclass(frozen=True, slots=True)
class Step:
    """A check, and those that have nothing to look at when it fails."""

    check: Check
    then: Sequence["Step"] = ()
