"""What is shown of the use of a worker, in words."""

from cli.output.columns import Record, text_at


def idle_words(worker: Record) -> str:
    """Whether it is idle, paused or exempt; "" where there is nothing to say."""
    since, pause_at, paused, exempt = (
        text_at(worker, "idle", *path) for path in (("since",), ("pause_at",), ("paused", "at"), ("exempt", "by"))
    )
    said = (
        f"since {since}" if since else "",
        f"to be paused at {pause_at}" if pause_at else "",
        f"paused at {paused}" if paused else "",
        f"exempt by {exempt}" if exempt else "",
    )
    return ", ".join(filter(None, said))
