"""Status checks and scheduled events, said to people."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from domain.worker.worker_checks import CheckStatus, ScheduledEvent, WorkerChecks

SYSTEM_WORDS: Mapping[CheckStatus, str] = MappingProxyType(
    {
        CheckStatus.IMPAIRED: "the host under the instance is impaired: stop and start moves it to another host",
        CheckStatus.INITIALIZING: "the host under the instance is still being checked",
        CheckStatus.INSUFFICIENT_DATA: "AWS has no result yet of the check of the host under the instance",
    }
)
INSTANCE_WORDS: Mapping[CheckStatus, str] = MappingProxyType(
    {
        CheckStatus.IMPAIRED: "the operating system does not answer on the network: reboot it, or look at its console",
        CheckStatus.INITIALIZING: "the operating system is starting",
        CheckStatus.INSUFFICIENT_DATA: "AWS has no result yet of the check of the operating system",
    }
)
SCHEDULED_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "instance_stop": "AWS will stop the instance {when}: stop and start it before to move it to another host",
        "instance_retirement": "AWS will retire the host {when}: stop and start the instance before to keep it",
        "instance_reboot": "AWS will reboot the instance {when}: reboot it before at a time of your own",
        "system_reboot": "AWS will reboot the host {when}: stop and start the instance before to move it",
        "system_maintenance": "AWS will maintain the host {when}: the instance may lose power or network for a while",
    }
)


def sentence_of(checks: WorkerChecks) -> str:
    """Say what is wrong or announced, and the cure; "" when there is nothing to say."""
    return "; ".join(_parts(checks))


def _parts(checks: WorkerChecks) -> Iterator[str]:
    for words in (SYSTEM_WORDS.get(checks.system), INSTANCE_WORDS.get(checks.instance)):
        if words:
            yield words
    for event in checks.scheduled:
        words = SCHEDULED_WORDS.get(event.code, f"AWS has announced {event.code.replace('_', ' ')} {{when}}")
        yield words.format(when=_when(event))


def _when(event: ScheduledEvent) -> str:
    times = [_time(time) for time in (event.not_before, event.not_after) if time]
    if len(times) > 1:
        return f"between {times[0]} and {times[1]}"
    if times:
        return f"after {times[0]}" if event.not_before else f"before {times[0]}"
    return "at a time not yet set"


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
