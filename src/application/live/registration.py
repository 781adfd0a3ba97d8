"""The services of live settings, one of each per app."""

from application.live.live_settings import LiveSettings

SERVICES = (LiveSettings,)
