"""The port to the CML controller of a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.catalogue.cml_definitions import CMLDefinitionsReading
from domain.cml.cml_activity_reading import CMLActivityReading
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.cml.lab_reading import CMLLabsReading
from domain.cml.lab_state import LabState
from domain.cml.licensing_reading import LicensingReading


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLHost:
    """The controller of one worker. `url` is its origin (`https://10.0.0.7`, `https://10.0.0.7:8443`).

    `tags` are those of the worker, `KEY:VALUE`: credentials of a group are found by them. Whose certificate is trusted
    and which credentials are used is known to the client by `worker_id`.
    """

    worker_id: str
    url: str
    tags: frozenset[str] = frozenset()


class CMLClient(Protocol):
    """Asks one controller at a time. Every method raises the errors of `cml_errors`, and no others.

    Each HTTP call has one deadline for all of it. A controller that failed is left alone for a while: only one call
    at a time tries whether it is back, the others fail at once with what it failed with.
    """

    def retry(self, host: CMLHost) -> None:
        """Let the next call be made although the controller failed a while ago."""

    async def read_system_async(self, host: CMLHost) -> CMLSystemReading:
        """Version, CPU, memory, disk and node counts: two calls."""

    async def read_health_async(self, host: CMLHost) -> CMLHealthReading:
        """Health, licence and maintenance: three calls, for a slower pace."""

    async def read_activity_async(self, host: CMLHost) -> CMLActivityReading:
        """The last time somebody used it: one call, with a long reply, for a slower pace.

        A controller without the route, or whose user may not ask for it, tells of nobody: that is no error.
        """

    async def read_definitions_async(self, host: CMLHost) -> CMLDefinitionsReading:
        """The kinds of nodes that it can run, and their images: two calls, the first with a long reply."""

    async def read_labs_async(self, host: CMLHost, known: Mapping[str, str]) -> CMLLabsReading:
        """All labs: two calls, and one more for each lab whose marker is not the one in `known` (by lab id).

        What CML does not tell through the nodes (title, description, owner, links) is read again only for labs that
        are left out of `known`: leave each out from time to time. CML 2.4 tells nodes by lab alone: one more call
        for each lab, at most 200 at a time in turns.
        """

    async def read_lab_state_async(self, host: CMLHost, lab_id: str) -> LabState:
        """The state of one lab; LabNotFoundError."""

    async def start_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Start all nodes; done when CML has taken it, not when they run. LabNotFoundError, CMLRefusedError."""

    async def stop_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Stop all nodes. LabNotFoundError, CMLRefusedError."""

    async def wipe_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Forget what the nodes wrote; the lab must be stopped. LabNotFoundError, CMLRefusedError."""

    async def delete_lab_async(self, host: CMLHost, lab_id: str) -> None:
        """Remove a lab that is stopped and wiped. LabNotFoundError, CMLRefusedError."""

    async def import_lab_async(self, host: CMLHost, topology: str, title: str | None = None) -> str:
        """Make a lab of a topology (YAML), under its own title or another one; return its id. TopologyRefusedError."""

    async def download_topology_async(self, host: CMLHost, lab_id: str) -> str:
        """The topology of a lab (YAML). LabNotFoundError."""

    async def read_licensing_async(self, host: CMLHost) -> LicensingReading:
        """How the controller stands with Cisco Smart Licensing, in its own words: one call."""

    async def register_license_async(self, host: CMLHost, token: str, *, again: bool) -> None:
        """Order a registration, `again` although there is one; done when CML has taken it. CMLRefusedError."""

    async def renew_license_async(self, host: CMLHost) -> None:
        """Order the renewal of the registration; done when CML has taken it. CMLRefusedError."""

    async def renew_authorization_async(self, host: CMLHost) -> None:
        """Order the renewal of the authorization; done when CML has taken it. CMLRefusedError."""

    async def deregister_license_async(self, host: CMLHost) -> bool:
        """Give the registration up; False when Cisco could not be told of it in time. CMLRefusedError."""
