"""How late EC2 shows what has happened (EC2 Developer Guide, "Ensure idempotency" and "Eventual consistency")."""

from dataclasses import dataclass


@dataclass(slots=True)
class Consistency:
    """Seconds until what was done can be read; 0 is at once."""

    new_instances_seconds: float = 0.0
    """So long a new id is unknown to every action, and in no list."""
    changes_seconds: float = 0.0
    """So long a change of state or tags is not seen by those who describe."""
