"""CommandFigures: how long the database's commands take, and how they end."""

from opentelemetry.metrics import Meter
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
MICROSECONDS = 1_000_000


class CommandFigures(CommandListener):
    """Told by the driver in its threads. `getMore` of the change stream waits for news, which is no trouble."""

    def __init__(self, meter: Meter) -> None:
        self._duration = meter.create_histogram(
            "cml_fleet.mongo.command.duration",
            "s",
            "Time that commands of the database took, by outcome.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing is noted until it ends."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Note it."""
        self._note(event, "ok")

    def failed(self, event: CommandFailedEvent) -> None:
        """Note it."""
        self._note(event, "failed")

    def _note(self, event: CommandSucceededEvent | CommandFailedEvent, outcome: str) -> None:
        told = {"command": event.command_name, "outcome": outcome}
        self._duration.record(event.duration_micros / MICROSECONDS, told)
