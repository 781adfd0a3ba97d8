"""The categories that a subscriber filters events by."""

from datetime import timedelta
from enum import StrEnum


class EventCategory(StrEnum):
    """What an event is about; one event class belongs to exactly one category."""

    LIFECYCLE = "lifecycle"
    STATUS = "status"
    CHECKS = "checks"
    DETAILS = "details"
    TELEMETRY = "telemetry"
    SOURCE = "source"
    SERVICE = "service"
    LICENSE = "license"
    ACTIVITY = "activity"
    LAB = "lab"
    OPERATION = "operation"
    FLEET = "fleet"
    SETTINGS = "settings"
    WEBHOOK = "webhook"
    ALERT = "alert"
    JOB = "job"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"
    """Of an event that only a newer version of the service knows; nobody can filter by it."""

    @classmethod
    def _missing_(cls, value: object) -> "EventCategory":  # noqa: ARG003  # what it is called is not known here
        return cls.UNKNOWN

    @property
    def retention(self) -> timedelta:
        """How long the event log keeps events of this category.

        Telemetry and the heartbeat of each refresh are worth nothing the next day and come with every cycle. Runs of
        jobs come as often, and have records of their own, but a receiver that was away for a day is to hear of them.
        """
        return SHORT_LIVED.get(self, timedelta(days=30))


SHORT_LIVED = {
    EventCategory.TELEMETRY: timedelta(hours=1),
    EventCategory.FLEET: timedelta(hours=1),
    EventCategory.JOB: timedelta(days=2),
}
