"""NodeReader: how the nodes of a controller's labs are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from application.clock import Clock
from application.ports.cml_client import CMLHost
from domain.errors import NotFoundError
from integration.cml.cml_sessions import CMLSessions
from integration.cml.each_lab import ask_each_lab
from integration.cml.lab_paths import MOST_LABS_AT_ONCE, lab_path
from integration.cml.lab_replies import ElementStates, LabNodes, Node, nodes_by_lab, nodes_of_lab
from integration.cml.reply_fields import decoded

NODES = "/nodes?operational=true&exclude_configurations=true"
LOOKED_FOR_AGAIN_SECONDS = 3600
"""After so long a controller that had no call for all nodes may have been upgraded."""


@dataclass(frozen=True, slots=True)
class NodesTold:
    """The nodes by lab; a lab without any is in it or not. `unasked` are labs that wait for the next time."""

    by_lab: Mapping[str, LabNodes]
    unasked: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Missing:
    """That a controller has no call for all nodes, found at `since_seconds`; `turn` counts the labs asked so far."""

    url: str
    since_seconds: float
    turn: int = 0


class _LastReply(NamedTuple):
    """What a reply held, known again by its hash: most controllers answer what they answered the last time."""

    body_hash: int
    by_lab: Mapping[str, LabNodes]


class NodeReader:
    """One call tells all nodes; CML 2.4 has no such call, and is asked about each lab, at most 200 at a time."""

    def __init__(self, sessions: CMLSessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock
        self._missing: dict[str, _Missing] = {}
        self._last: dict[str, _LastReply] = {}

    async def read_async(self, host: CMLHost, lab_ids: Sequence[str]) -> NodesTold:
        """Read the nodes of these labs; labs that come too late get their turn the next time."""
        missing = self._known_missing(host)
        if missing is None:
            try:
                return NodesTold(await self._read_all(host))
            except NotFoundError:
                missing = self._missing[host.worker_id] = _Missing(host.url, self._clock.monotonic_seconds())
        return await self._read_each(host, lab_ids, missing)

    def _known_missing(self, host: CMLHost) -> _Missing | None:
        missing = self._missing.get(host.worker_id)
        if missing is None or missing.url != host.url:
            return None
        age_seconds = self._clock.monotonic_seconds() - missing.since_seconds
        return missing if age_seconds < LOOKED_FOR_AGAIN_SECONDS else None

    async def _read_all(self, host: CMLHost) -> Mapping[str, LabNodes]:
        reply = await self._sessions.find_reply_async(host, NODES)
        last, body_hash = self._last.get(host.worker_id), hash(reply.body)
        if last is None or last.body_hash != body_hash:
            last = _LastReply(body_hash, nodes_by_lab(decoded(host.url, NODES, reply, list[Node])))
            self._last[host.worker_id] = last
        return last.by_lab

    async def _read_each(self, host: CMLHost, lab_ids: Sequence[str], missing: _Missing) -> NodesTold:
        by_lab: dict[str, LabNodes] = {}

        async def ask(lab_id: str) -> None:
            try:
                told = await self._sessions.find_async(host, f"{lab_path(lab_id)}/lab_element_state", ElementStates)
            except NotFoundError:
                return  # deleted since it was listed
            by_lab[lab_id] = nodes_of_lab(told)

        asked = list(islice(_turning(lab_ids, missing.turn), MOST_LABS_AT_ONCE))
        await ask_each_lab(asked, ask)
        missing.turn += len(asked)
        return NodesTold(by_lab, frozenset(lab_ids).difference(asked))


def _turning(lab_ids: Sequence[str], turn: int) -> Iterator[str]:
    """All of them, from another one on than the last time."""
    first = turn % len(lab_ids) if lab_ids else 0
    yield from lab_ids[first:]
    yield from lab_ids[:first]
