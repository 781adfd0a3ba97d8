"""The services of live settings, one of each per app."""

from application.live.live_settings import LiveSettings
from application.live.live_settings_health import LiveSettingsHealth

SERVICES = (
    LiveSettings,
    LiveSettingsHealth,
)

HEALTH_CHECKS = (LiveSettingsHealth,)
