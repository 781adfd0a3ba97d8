"""Whether all that is set can be used."""

from typing import ClassVar

from application.health_check import Health
from application.live.live_settings import LiveSettings


class LiveSettingsHealth:
    """What cannot be used is no reason to send this process no requests: what is in force instead is known."""

    health_name: ClassVar[str] = "settings"
    is_essential: ClassVar[bool] = False

    def __init__(self, live: LiveSettings) -> None:
        self._live = live

    async def health_async(self) -> Health:
        """Name the version in force, and what cannot be used."""
        faults = {fault.name: fault.message for fault in self._live.faults}
        fault = f"{len(faults)} of the live settings cannot be used" if faults else ""
        return Health(fault, {"version": self._live.state.state_version, "unusable": faults})
