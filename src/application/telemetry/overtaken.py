"""What jobs say of workers that could not be saved."""

from collections.abc import Collection

NAMED_IN_A_WARNING = 50


def overtaken_warnings(worker_ids: Collection[str]) -> tuple[str, ...]:
    """Name the workers that somebody else changed twice while they were read; nothing where there are none."""
    if not worker_ids:
        return ()
    named = ", ".join(sorted(worker_ids)[:NAMED_IN_A_WARNING])
    return (f"{len(worker_ids)} workers changed twice meanwhile and were not saved: {named}",)
