"""AiohttpCMLClient: the controllers of the fleet, by aiohttp (Cisco Modeling Labs 2.4 to 2.10 APIs)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from application.clock import Clock
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import (
    CMLCredentialsRejectedError,
    CMLGarbledError,
    CMLRefusedError,
    LabNotFoundError,
    TopologyRefusedError,
)
from domain.catalogue.cml_definitions import CMLDefinitionsReading
from domain.cml.cml_activity_reading import CMLActivityReading
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.cml.lab_reading import CMLLabsReading
from domain.cml.lab_state import LabState
from domain.cml.licensing_reading import LicensingReading
from domain.errors import NotFoundError
from integration.cml.activity_replies import HistoryEvent, activity_reading
from integration.cml.cml_call import CMLCall, CMLReply
from integration.cml.cml_sessions import CMLSessions, Shape
from integration.cml.definition_replies import Definition, definitions_reading
from integration.cml.health_replies import Licensing, Maintenance, SystemHealth, health_reading
from integration.cml.lab_paths import lab_path
from integration.cml.lab_reader import LabReader
from integration.cml.lab_replies import lab_state
from integration.cml.licence_desk import LicenceDesk
from integration.cml.reply_fields import decoded
from integration.cml.system_replies import SystemInformation, SystemStats, system_reading


class ImportedLab(msgspec.Struct):
    """What `POST /import` answers."""

    id: str


class AiohttpCMLClient:
    """The calls about one controller follow each other: beside each other each would make a connection of its own."""

    def __init__(self, sessions: CMLSessions, labs: LabReader, licences: LicenceDesk, clock: Clock) -> None:
        self._sessions = sessions
        self._labs = labs
        self._licences = licences
        self._clock = clock

    def retry(self, host: CMLHost) -> None:
        """End the pause of its breaker."""
        self._sessions.retry(host)

    async def read_system_async(self, host: CMLHost) -> CMLSystemReading:
        """Ask `system_information`, without a token, and `system_stats`."""
        information = await self._sessions.read_async(host, "/system_information", SystemInformation, authorized=False)
        stats = await self._sessions.read_async(host, "/system_stats", SystemStats)
        return system_reading(host.worker_id, information, stats, self._clock.now())

    async def read_health_async(self, host: CMLHost) -> CMLHealthReading:
        """Ask `system_health`, and what older versions do not have or do not tell everybody."""
        health = await self._sessions.read_async(host, "/system_health", SystemHealth)
        licensing = await self._read_if_told(host, "/licensing", Licensing(), Licensing)
        maintenance = await self._read_if_told(host, "/system/maintenance_mode", Maintenance(), Maintenance)
        return health_reading(host.worker_id, health, licensing, maintenance, self._clock.now())

    async def read_activity_async(self, host: CMLHost) -> CMLActivityReading:
        """Ask `telemetry/events`, which administrators of newer versions are told."""
        history: list[HistoryEvent] = await self._read_if_told(host, "/telemetry/events", [], list[HistoryEvent])
        return activity_reading(host.worker_id, history, self._clock.now())

    async def read_definitions_async(self, host: CMLHost) -> CMLDefinitionsReading:
        """Ask `simplified_node_definitions` and `image_definitions`."""
        nodes = await self._sessions.read_async(host, "/simplified_node_definitions", list[Definition])
        images = await self._sessions.read_async(host, "/image_definitions", list[Definition])
        return definitions_reading(host.worker_id, nodes, images, self._clock.now())

    async def read_labs_async(self, host: CMLHost, known: Mapping[str, str]) -> CMLLabsReading:
        """Ask for ids, nodes, and the labs that are new or changed."""
        return await self._labs.read_async(host, known)

    async def read_lab_state_async(self, host: CMLHost, lab_id: str) -> LabState:
        """Ask `labs/{id}/state`."""
        reply = await self._ask_lab(host, lab_id, "GET", "/state")
        return lab_state(decoded(host.url, "/state", reply, object))

    async def start_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Put `labs/{id}/start`."""
        await self._ask_lab(host, lab_id, "PUT", "/start")

    async def stop_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Put `labs/{id}/stop`."""
        await self._ask_lab(host, lab_id, "PUT", "/stop")

    async def wipe_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Put `labs/{id}/wipe`."""
        await self._ask_lab(host, lab_id, "PUT", "/wipe")

    async def delete_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Delete `labs/{id}`."""
        await self._ask_lab(host, lab_id, "DELETE", "")

    async def import_lab_async(self, host: CMLHost, topology: str, title: str | None = None) -> str:
        """Post to `import`, without a media type, as Cisco's own client does."""
        query = (("title", title),) if title else ()
        call = CMLCall(method="POST", path="/import", query=query, body=topology.encode())
        try:
            reply = await self._sessions.ask_async(host, call)
        except CMLRefusedError as error:
            raise TopologyRefusedError(str(error)) from error
        return decoded(host.url, call.path, reply, ImportedLab).id

    async def download_topology_async(self, host: CMLHost, lab_id: str) -> str:
        """Get `labs/{id}/download`: YAML, or that as a JSON string."""
        reply = await self._ask_lab(host, lab_id, "GET", "/download")
        if reply.media_type.lower().startswith("application/json") and reply.body.startswith(b'"'):
            return decoded(host.url, "/download", reply, str)
        try:
            return reply.body.decode()
        except UnicodeDecodeError as error:
            raise CMLGarbledError(f"{host.url} gives a topology that is no text") from error

    async def read_licensing_async(self, host: CMLHost) -> LicensingReading:
        """Ask `licensing`."""
        return await self._licences.read_async(host)

    async def register_license_async(self, host: CMLHost, token: str, *, again: bool) -> None:
        """Post to `licensing/registration`."""
        await self._licences.register_async(host, token, again=again)

    async def renew_license_async(self, host: CMLHost) -> None:
        """Put `licensing/registration/renew`."""
        await self._licences.renew_async(host, "registration")

    async def renew_authorization_async(self, host: CMLHost) -> None:
        """Put `licensing/authorization/renew`."""
        await self._licences.renew_async(host, "authorization")

    async def deregister_license_async(self, host: CMLHost) -> bool:
        """Delete `licensing/deregistration`."""
        return await self._licences.deregister_async(host)

    async def _ask_lab(self, host: CMLHost, lab_id: str, method: str, act: str) -> CMLReply:
        with _lab_errors():
            return await self._sessions.ask_async(host, CMLCall(method=method, path=lab_path(lab_id) + act))

    async def _read_if_told(self, host: CMLHost, path: str, untold: Shape, shape: type[Shape]) -> Shape:
        try:
            reply = await self._sessions.ask_async(host, CMLCall(path=path))
        except (NotFoundError, CMLRefusedError, CMLCredentialsRejectedError):
            return untold
        return decoded(host.url, path, reply, shape)


@contextmanager
def _lab_errors() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        raise LabNotFoundError("the controller has no lab with this id") from error
