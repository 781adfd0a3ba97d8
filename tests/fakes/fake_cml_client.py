"""CML controllers as dictionaries of labs."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from application.clock import Clock
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLRefusedError, LabNotFoundError
from domain.catalogue.cml_definitions import CMLDefinitions, CMLDefinitionsReading
from domain.cml.cml_activity_reading import CMLActivityReading
from domain.cml.cml_health_reading import CMLHealthReading, CMLLicence
from domain.cml.cml_system_reading import CMLSystemReading
from domain.cml.lab_reading import CMLLabsReading, LabReading
from domain.cml.lab_state import LabState
from domain.cml.licensing_reading import LicensingReading
from fakes.fake_clock import NOON
from fakes.fake_licence import FakeLicence


def lab_reading(number: int = 1, **fields: Any) -> LabReading:
    """What a controller says of its n-th lab."""
    known: Mapping[str, Any] = {
        "lab_id": f"lab-{number}",
        "title": f"title {number}",
        "description": "",
        "owner": "ada",
        "state": LabState.STOPPED,
        "node_count": 2,
        "running_nodes": 0,
        "link_count": 1,
        "groups": (),
        "created_at": NOON,
        "modified_at": NOON,
        "marker": "-",
        "taken_at": NOON,
    }
    return LabReading(**{**known, **fields})


def labs_reading(worker_id: str, *labs: LabReading, **fields: Any) -> CMLLabsReading:
    """All labs of a controller, read in full."""
    known: Mapping[str, Any] = {
        "worker_id": worker_id,
        "labs": {lab.lab_id: lab for lab in labs},
        "unchanged": frozenset(),
        "unread": frozenset(),
        "running_nodes": 0,
        "total_nodes": 0,
        "taken_at": NOON,
    }
    return CMLLabsReading(**{**known, **fields})


def system_reading(worker_id: str = "", **fields: Any) -> CMLSystemReading:
    """What a controller says of itself: well, and all figures known."""
    known: Mapping[str, Any] = {
        "worker_id": worker_id,
        "version": "2.9.0+build.3",
        "ready": True,
        "cpu_count": 48,
        "cpu_percent": 20.0,
        "memory_total_bytes": 1024.0,
        "memory_used_percent": 30.0,
        "disk_total_bytes": 2048.0,
        "disk_used_percent": 40.0,
        "running_nodes": 5,
        "total_nodes": 9,
        "taken_at": NOON,
    }
    return CMLSystemReading(**{**known, **fields})


def health_reading(worker_id: str = "", *, licensed: bool | None = True, **fields: Any) -> CMLHealthReading:
    """What a controller says of its health: well and licensed."""
    reason = "it is not registered (NOT_REGISTERED)" if licensed is False else ""
    licence = CMLLicence(
        licensed=licensed, registration="COMPLETED", authorization="IN_COMPLIANCE", expires_at=None, reason=reason
    )
    known: Mapping[str, Any] = {
        "worker_id": worker_id,
        "healthy": True,
        "problems": (),
        "licence": licence,
        "maintenance": False,
        "maintenance_notice": "",
        "taken_at": NOON,
    }
    return CMLHealthReading(**{**known, **fields})


@dataclass
class FakeCMLClient:
    """`errors` are raised for whole controllers, or, by worker and act, for one act; `calls` are the acts in order.

    `gate` holds reads of labs back until it is set. A lab that is stopped stays STARTED while it is in `stubborn`.
    """

    clock: Clock
    labs: dict[str, dict[str, LabReading]] = field(default_factory=dict)
    systems: dict[str, CMLSystemReading] = field(default_factory=dict)
    healths: dict[str, CMLHealthReading] = field(default_factory=dict)
    active_at: dict[str, datetime] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    stubborn: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    gate: asyncio.Event | None = None
    made: int = 0
    licences: dict[str, FakeLicence] = field(default_factory=dict)
    definitions: dict[str, CMLDefinitions] = field(default_factory=dict)

    def put(self, worker_id: str, *labs: LabReading) -> None:
        """Let a controller have these."""
        self.labs.setdefault(worker_id, {}).update({lab.lab_id: lab for lab in labs})

    def change(self, worker_id: str, lab_id: str, **fields: Any) -> None:
        """Let a lab be otherwise; another marker tells of it."""
        self.made += 1
        before = self.labs[worker_id][lab_id]
        self.labs[worker_id][lab_id] = replace(before, **{"marker": f"changed-{self.made}", **fields})

    def states(self, worker_id: str) -> Iterable[LabState]:
        """How its labs are."""
        return [lab.state for lab in self.labs[worker_id].values()]

    def retry(self, host: CMLHost) -> None:
        """Noted; the fake leaves nobody alone."""
        self.retried.append(host.worker_id)

    async def read_system_async(self, host: CMLHost) -> CMLSystemReading:
        """What `systems` holds, else a controller that is well and idle."""
        await self._called("system", host)
        known = self.systems.get(host.worker_id) or system_reading(host.worker_id)
        return replace(known, taken_at=self.clock.now())

    async def read_health_async(self, host: CMLHost) -> CMLHealthReading:
        """What `healths` holds, else one that is well and licensed."""
        await self._called("health", host)
        known = self.healths.get(host.worker_id) or health_reading(host.worker_id)
        return replace(known, taken_at=self.clock.now())

    async def read_activity_async(self, host: CMLHost) -> CMLActivityReading:
        """When `active_at` says that somebody started a lab."""
        await self._called("activity", host)
        at = self.active_at.get(host.worker_id)
        return CMLActivityReading(
            worker_id=host.worker_id, active_at=at, what="start_lab" if at else "", taken_at=self.clock.now()
        )

    async def read_definitions_async(self, host: CMLHost) -> CMLDefinitionsReading:
        """What `definitions` holds, else none at all."""
        await self._called("definitions", host)
        known = self.definitions.get(host.worker_id, CMLDefinitions(node_definitions=(), image_definitions=()))
        return CMLDefinitionsReading(worker_id=host.worker_id, definitions=known, taken_at=self.clock.now())

    async def read_labs_async(self, host: CMLHost, known: Mapping[str, str]) -> CMLLabsReading:
        """All labs, in full where the marker is not known."""
        await self._called("labs", host)
        if self.gate is not None:
            await self.gate.wait()
        now, labs = self.clock.now(), self.labs.get(host.worker_id, {})
        unchanged = {lab_id for lab_id, lab in labs.items() if known.get(lab_id) == lab.marker}
        read = {key: replace(lab, taken_at=now) for key, lab in labs.items() if key not in unchanged | self.unread}
        unread = frozenset(self.unread & labs.keys())
        return CMLLabsReading(
            worker_id=host.worker_id,
            labs=read,
            unchanged=frozenset(unchanged),
            unread=unread,
            running_nodes=0,
            total_nodes=0,
            taken_at=now,
        )

    async def read_lab_state_async(self, host: CMLHost, lab_id: str) -> LabState:
        """Its state."""
        return (await self._lab("state", host, lab_id)).state

    async def start_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Let it run."""
        await self._lab("start", host, lab_id)
        self.change(host.worker_id, lab_id, state=LabState.STARTED, running_nodes=2)

    async def stop_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Let it stop."""
        await self._lab("stop", host, lab_id)
        if lab_id not in self.stubborn:
            self.change(host.worker_id, lab_id, state=LabState.STOPPED, running_nodes=0)

    async def wipe_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Let it be as it was made."""
        lab = await self._lab("wipe", host, lab_id)
        if lab.state is LabState.STARTED:
            raise CMLRefusedError("the lab runs")
        self.change(host.worker_id, lab_id, state=LabState.DEFINED_ON_CORE)

    async def delete_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Let it be gone."""
        lab = await self._lab("delete", host, lab_id)
        if lab.state is not LabState.DEFINED_ON_CORE:
            raise CMLRefusedError("the lab is not wiped")
        del self.labs[host.worker_id][lab_id]

    async def import_lab_async(self, host: CMLHost, topology: str, title: str | None = None) -> str:
        """Make one; its title is the one given, else the topology's first line."""
        await self._called("import", host)
        self.made += 1
        lab_id = f"made-{self.made}"
        own = topology.splitlines()[0].removeprefix("lab: {title: ").removesuffix("}")
        self.put(host.worker_id, lab_reading(lab_id=lab_id, title=title or own, state=LabState.DEFINED_ON_CORE))
        return lab_id

    async def download_topology_async(self, host: CMLHost, lab_id: str) -> str:
        """Its topology."""
        lab = await self._lab("download", host, lab_id)
        return f"lab: {{title: {lab.title}}}\nnodes: []\nlinks: []\n"

    async def read_licensing_async(self, host: CMLHost) -> LicensingReading:
        """As its licence stands."""
        await self._called("licensing", host)
        return self._licence(host).reading(self.clock.now())

    async def register_license_async(self, host: CMLHost, token: str, *, again: bool) -> None:  # as a port does
        """Ask Cisco."""
        await self._called("register", host)
        self._licence(host).register(token, self.clock.now())

    async def renew_license_async(self, host: CMLHost) -> None:
        """Ask Cisco."""
        await self._called("renew", host)
        self._licence(host).renew(self.clock.now())

    async def renew_authorization_async(self, host: CMLHost) -> None:
        """Ask Cisco."""
        await self._called("authorize", host)

    async def deregister_license_async(self, host: CMLHost) -> bool:
        """Tell Cisco."""
        await self._called("deregister", host)
        return self._licence(host).deregister()

    def _licence(self, host: CMLHost) -> FakeLicence:
        return self.licences.setdefault(host.worker_id, FakeLicence())

    async def _lab(self, act: str, host: CMLHost, lab_id: str) -> LabReading:
        await self._called(act, host)
        lab = self.labs.get(host.worker_id, {}).get(lab_id)
        if lab is None:
            raise LabNotFoundError("the controller has no lab with this id")
        return lab

    async def _called(self, act: str, host: CMLHost) -> None:
        self.calls.append(act)
        await asyncio.sleep(0)
        for key in (host.worker_id, f"{host.worker_id} {act}"):
            if key in self.errors:
                raise self.errors[key]
