"""LabReader: all labs of a controller, in as few calls as can be."""

from collections.abc import Collection, Mapping
from itertools import islice

from application.clock import Clock
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLGarbledError
from domain.cml.lab_reading import CMLLabsReading, LabReading
from domain.errors import NotFoundError
from integration.cml.cml_sessions import CMLSessions
from integration.cml.each_lab import ask_each_lab
from integration.cml.lab_paths import LAB_ID, MOST_LABS_AT_ONCE, lab_path
from integration.cml.lab_replies import NO_NODES, Lab, LabNodes, lab_reading
from integration.cml.node_reader import NodeReader

LABS = "/labs?show_all=true"


class LabReader:
    """Two calls tell which labs there are and how their nodes are; only what that makes doubtful is read."""

    def __init__(self, sessions: CMLSessions, nodes: NodeReader, clock: Clock) -> None:
        self._sessions = sessions
        self._nodes = nodes
        self._clock = clock

    async def read_async(self, host: CMLHost, known: Mapping[str, str]) -> CMLLabsReading:
        """Read as the port says."""
        ids = _checked(host, await self._sessions.read_async(host, LABS, list[object]))
        told = await self._nodes.read_async(host, ids)
        nodes, judged = told.by_lab, [lab_id for lab_id in ids if lab_id not in told.unasked]
        unchanged = {lab_id for lab_id in judged if known.get(lab_id) == nodes.get(lab_id, NO_NODES).marker}
        asked = list(islice((lab_id for lab_id in judged if lab_id not in unchanged), MOST_LABS_AT_ONCE))
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

        async def ask(lab_id: str) -> None:
            try:
                lab = await self._sessions.find_async(host, lab_path(lab_id), Lab)
            except NotFoundError:
                return  # deleted since it was listed
            labs[lab_id] = lab_reading(lab_id, lab, nodes.get(lab_id, NO_NODES), self._clock.now())

        await ask_each_lab(lab_ids, ask)
        return labs


def _checked(host: CMLHost, listed: list[object]) -> list[str]:
    ids = [lab_id for lab_id in listed if isinstance(lab_id, str) and LAB_ID.fullmatch(lab_id)]
    if len(ids) < len(listed):
        raise CMLGarbledError(f"{host.url} lists labs whose ids are none")
    return list(dict.fromkeys(ids))
