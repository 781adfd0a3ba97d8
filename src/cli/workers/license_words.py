"""What is done about a licence, in words."""

from cli.output.columns import Record, text_at


def license_act_words(act: Record) -> str:
    """Say what is done or was done last, by whom and how it ended."""
    kind, message = text_at(act, "kind"), text_at(act, "message")
    if not text_at(act, "ended_at"):
        doing = f"{kind} by {text_at(act, 'requested_by')} since {text_at(act, 'since')}"
        return ": ".join(filter(None, (doing, text_at(act, "step"), message)))
    ended = f"{kind} {'failed' if act.get('failed') else 'completed'} {text_at(act, 'ended_at')}"
    return f"{ended}: {message}" if message else ended
