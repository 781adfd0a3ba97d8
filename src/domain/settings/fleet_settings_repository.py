"""The port through which the fleet's settings are loaded and committed."""

from abc import ABC

from neuroglia.data.infrastructure.abstractions import Repository

from domain.settings.fleet_settings import FleetSettings


class FleetSettingsRepository(Repository[FleetSettings, str], ABC):
    """Holds one, SETTINGS_ID, once something was set."""
