"""What EC2 says in codes is said to people in sentences."""

from datetime import timedelta

import pytest

from domain.worker import worker_events as events
from domain.worker.check_words import sentence_of
from domain.worker.reason_words import words_for
from domain.worker.worker_checks import CheckStatus, ScheduledEvent, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import imported_worker, instance_reading, status_reading

OK, IMPAIRED = CheckStatus.OK, CheckStatus.IMPAIRED
LATER = NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("checks", "sentence"),
    [
        (WorkerChecks(), ""),
        (WorkerChecks(OK, OK), ""),
        (
            WorkerChecks(IMPAIRED, OK),
            "the host under the instance is impaired: stop and start moves it to another host",
        ),
        (
            WorkerChecks(OK, IMPAIRED),
            "the operating system does not answer on the network: reboot it, or look at its console",
        ),
        (
            WorkerChecks(CheckStatus.INITIALIZING, CheckStatus.INSUFFICIENT_DATA),
            (
                "the host under the instance is still being checked; "
                "AWS has no result yet of the check of the operating system"
            ),
        ),
    ],
)
def test_checks_are_said_in_a_sentence(checks: WorkerChecks, sentence: str) -> None:
    """What is wrong, and what helps; nothing where all is well."""
    assert sentence_of(checks) == sentence


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ScheduledEvent("instance_stop", "", NOON, LATER), "AWS will stop the instance between 2026-06-01 12:00 UTC"),
        (ScheduledEvent("system_reboot", "", NOON, None), "AWS will reboot the host after 2026-06-01 12:00 UTC"),
        (ScheduledEvent("instance_reboot", "", None, LATER), "AWS will reboot the instance before 2026-06-01 14:00"),
        (ScheduledEvent("instance_retirement"), "AWS will retire the host at a time not yet set: stop and start"),
        (ScheduledEvent("of_tomorrow", "", NOON, None), "AWS has announced of tomorrow after 2026-06-01 12:00 UTC"),
    ],
)
def test_announcements_of_aws_are_said_with_their_time(event: ScheduledEvent, words: str) -> None:
    """What will happen when, and how to be spared; one that is not known is said as it is."""
    assert sentence_of(WorkerChecks(OK, OK, (event,))).startswith(words)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", ""),
        ("Server.ScheduledStop: Stopped due to scheduled retirement", "AWS stopped the instance because its host was"),
        ("Client.InstanceInitiatedShutdown: x", "the instance was shut down from its operating system"),
        ("User initiated (2026-06-01 12:00:00 GMT)", "somebody with access to the AWS account stopped"),
        ("Client.UserInitiatedShutdownOfTomorrow: y", "Client.UserInitiatedShutdownOfTomorrow: y"),
        ("something else", "something else"),
    ],
)
def test_reason_of_ec2_is_said_in_words(reason: str, words: str) -> None:
    """A code that is known becomes a sentence; any other text stays what EC2 wrote."""
    assert words_for(reason).startswith(words)


def test_events_say_what_they_mean() -> None:
    """Who follows the stream reads the sentence, and EC2's own text beside it."""
    worker = imported_worker()
    announced = WorkerChecks(IMPAIRED, OK, (ScheduledEvent("instance_stop", "retired", NOON, LATER),))
    stopped = instance_reading(status=WorkerStatus.STOPPED, status_reason="Server.ScheduledStop: retired")
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, announced), stopped)
    status, checks = worker.pending_events
    assert isinstance(status, events.WorkerStatusChangedDomainEvent)
    assert isinstance(checks, events.WorkerChecksChangedDomainEvent)
    assert status.status_reason == "Server.ScheduledStop: retired"
    assert status.message == words_for(status.status_reason)
    assert checks.message == sentence_of(announced)
    assert worker.state.checks.scheduled == announced.scheduled
