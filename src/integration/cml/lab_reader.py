"""LabReader: all labs of a controller, in as few calls as can be."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from application.clock import Clock
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLGarbledError
from application.task_group import task_group
from domain.cml.lab_reading import CMLLabsReading, LabReading
from domain.errors import NotFoundError
from integration.cml.cml_call import CMLCall
from integration.cml.cml_connections import CONNECTIONS_PER_HOST
from integration.cml.cml_sessions import CMLSessions
from integration.cml.lab_replies import NO_NODES, Lab, LabNodes, Node, lab_reading, nodes_by_lab
from integration.cml.reply_fields import decoded

LABS = "/labs?show_all=true"
NODES = "/nodes?operational=true&exclude_configurations=true"
MOST_LABS_AT_ONCE = 200
"""Of those that are new or changed: the others wait for the next time."""
LABS_PER_CONNECTION = 10
"""A connection costs more than to wait for so many answers: a handshake, a file, and buffers."""
LAB_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def lab_path(lab_id: str) -> str:
    """Where a lab is; NotFoundError for what can be no id of a lab."""
    if not LAB_ID.fullmatch(lab_id):
        raise NotFoundError("no lab has such an id")
    return f"/labs/{lab_id}"


class LabReader:
    """Two calls tell which labs there are and how their nodes are; only what that makes doubtful is read."""

    def __init__(self, sessions: CMLSessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def read_async(self, host: CMLHost, known: Mapping[str, str]) -> CMLLabsReading:
        """Read as the port says."""
        ids = _checked(host, await self._sessions.read_async(host, LABS, list[object]))
        nodes = nodes_by_lab(await self._sessions.read_async(host, NODES, list[Node]))
        unchanged = {lab_id for lab_id in ids if known.get(lab_id) == nodes.get(lab_id, NO_NODES).marker}
        asked = list(islice((lab_id for lab_id in ids if lab_id not in unchanged), MOST_LABS_AT_ONCE))
        return CMLLabsReading(
            worker_id=host.worker_id,
            labs=await self._read_labs(host, asked, nodes) if asked else {},
            unchanged=frozenset(unchanged),
            unread=frozenset(ids).difference(unchanged, asked),
            running_nodes=sum(of_lab.running for of_lab in nodes.values()),
            total_nodes=sum(of_lab.total for of_lab in nodes.values()),
            taken_at=self._clock.now(),
        )

    async def _read_labs(
        self, host: CMLHost, lab_ids: Collection[str], nodes: Mapping[str, LabNodes]
    ) -> Mapping[str, LabReading]:
        labs: dict[str, LabReading] = {}
        waiting = iter(lab_ids)
        if len(lab_ids) <= LABS_PER_CONNECTION:
            await self._read_each(host, waiting, nodes, labs)
            return labs
        async with task_group() as tasks:
            for _ in range(CONNECTIONS_PER_HOST):
                tasks.create_task(self._read_each(host, waiting, nodes, labs))
        return labs

    async def _read_each(
        self, host: CMLHost, waiting: Iterator[str], nodes: Mapping[str, LabNodes], labs: dict[str, LabReading]
    ) -> None:
        for lab_id in waiting:
            path = lab_path(lab_id)
            try:
                reply = await self._sessions.ask_async(host, CMLCall(path=path))
            except NotFoundError:
                continue  # deleted since it was listed
            lab = decoded(host.url, path, reply, Lab)
            labs[lab_id] = lab_reading(lab_id, lab, nodes.get(lab_id, NO_NODES), self._clock.now())


def _checked(host: CMLHost, listed: list[object]) -> list[str]:
    ids = [lab_id for lab_id in listed if isinstance(lab_id, str) and LAB_ID.fullmatch(lab_id)]
    if len(ids) < len(listed):
        raise CMLGarbledError(f"{host.url} lists labs whose ids are none")
    return list(dict.fromkeys(ids))
