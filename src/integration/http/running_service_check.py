"""Whether a service that runs already is well."""

from application.doctor.finding import Finding, failed, ok, skipped
from integration.http.service_probe import ServiceProbe


class RunningServiceCheck:
    """Asks the one at the address of the settings; elsewhere none is looked for."""

    name = "running service"
    subject = ""

    def __init__(self, probe: ServiceProbe) -> None:
        self._probe = probe

    async def run_async(self) -> Finding:
        """Ask whether it takes requests."""
        readiness = await self._probe.readiness_async()
        if readiness is None:
            return skipped(f"none answers at {self._probe.address}")
        if readiness.is_ready:
            return ok(f"the one at {self._probe.address} is ready")
        return failed(f"the one at {self._probe.address} is not ready: {readiness.words}", "see its log")
