"""What the driver says to the database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import encode
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

WRITES = ("insert", "update")
HOSTING = ("consumers", "dead_letters", "leases")


@dataclass(frozen=True, slots=True)
class DatabaseCommand:
    """One command, that is one round trip: its name, its collection, and all that is sent."""

    name: str
    collection: str
    sent: Mapping[str, Any]

    @property
    def is_following(self) -> bool:
        """Whether the follower or a durable handler looks here for what others did, which they do in any case."""
        in_order = self.sent.get("sort") == {"entry": 1}
        looks_for_entries = self.collection == "event_log" and in_order
        return self.name in {"getMore", "aggregate", "hello"} or self.collection in HOSTING or looks_for_entries

    @property
    def is_write(self) -> bool:
        """Whether it changes documents."""
        return self.name in WRITES

    @property
    def bytes_sent(self) -> int:
        """Its size on the wire."""
        return len(encode(self.sent))


class CommandLog(CommandListener):
    """Hears every command to one database; to be registered before the client is made."""

    def __init__(self) -> None:
        self.database = ""
        self._commands: list[DatabaseCommand] = []

    def take(self) -> Sequence[DatabaseCommand]:
        """Return what was said since this was last asked for, without the follower's looks."""
        taken, self._commands = self._commands, []
        return [command for command in taken if not command.is_following]

    def started(self, event: CommandStartedEvent) -> None:
        """Keep the command."""
        if event.database_name == self.database:
            collection = event.command[event.command_name]
            self._commands.append(DatabaseCommand(event.command_name, str(collection), event.command))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing more is to be known."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing more is to be known."""


def in_words(commands: Sequence[DatabaseCommand]) -> str:
    """Say what the round trips were."""
    counted = Counter(f"{command.name} {command.collection}" for command in commands)
    return ", ".join(f"{count} x {what}" if count > 1 else what for what, count in counted.items())
