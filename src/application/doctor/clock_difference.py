"""What a difference of clocks means."""

from application.doctor.finding import Finding, failed, ok, warning

SYNCHRONISE = "let both clocks be set by NTP (timedatectl set-ntp true)"


def clock_finding(other: str, ahead_seconds: float, noticed_seconds: float, harmful_seconds: float) -> Finding:
    """Judge by how much this machine's clock is ahead of that of `other`; negative = behind."""
    apart = abs(ahead_seconds)
    facts = {"ahead_seconds": round(ahead_seconds, 3)}
    if apart < noticed_seconds:
        return ok(f"this machine and {other} agree within {noticed_seconds:g} s", **facts)
    sentence = f"this machine's clock is {apart:.1f} s {'ahead of' if ahead_seconds > 0 else 'behind'} that of {other}"
    if apart < harmful_seconds:
        return warning(sentence, SYNCHRONISE, **facts)
    return failed(sentence, SYNCHRONISE, **facts)
