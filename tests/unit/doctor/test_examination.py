"""The examination: checks side by side, each on its own account."""

import asyncio

import pytest

from application.clock import Clock
from application.doctor.check import Step
from application.doctor.examination import Examination
from application.doctor.finding import Finding, Outcome, failed, ok, skipped, warning
from application.doctor.report import report_of
from application.errors import StartupError
from domain.errors import SourceUnavailableError


class FakeCheck:
    """Finds what it was told, raises it, or hangs when told nothing."""

    def __init__(self, name: str, outcome: Finding | Exception | None = None, subject: str = "") -> None:
        self.name = name
        self.subject = subject
        self.outcome = outcome
        self.ran = asyncio.Event()

    async def run_async(self) -> Finding:
        """Do as told."""
        self.ran.set()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        if self.outcome is None:
            await asyncio.Event().wait()
        assert self.outcome is not None
        return self.outcome


async def found(*steps: Step, deadline_seconds: float = 10.0) -> dict[str, tuple[str, str]]:
    """Examine, and return by check its outcome and sentence."""
    diagnoses = await Examination(Clock(), deadline_seconds).examine_async(steps)
    return {each.name: (each.finding.outcome.value, each.finding.sentence) for each in diagnoses}


async def test_hides_no_other_when_a_check_fails_hangs_or_surprises(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is told in the order of the steps; a surprise shows its kind, and its text only on standard error."""
    assert await found(
        Step(FakeCheck("hangs")),
        Step(FakeCheck("surprises", KeyError("hunter2"))),
        Step(FakeCheck("is refused", SourceUnavailableError("the database does not answer"))),
        Step(FakeCheck("cannot start", StartupError("the URI is none"))),
        Step(FakeCheck("is well", ok("all is well"))),
        deadline_seconds=0.05,
    ) == {
        "hangs": ("failed", "no answer within 0.05 s"),
        "surprises": ("failed", "the check itself failed (KeyError)"),
        "is refused": ("failed", "the database does not answer"),
        "cannot start": ("failed", "the URI is none"),
        "is well": ("ok", "all is well"),
    }
    assert "hunter2" in capsys.readouterr().err


async def test_runs_side_by_side_when_checks_do_not_need_each_other() -> None:
    """The second runs while the first waits."""
    first, second = FakeCheck("first"), FakeCheck("second")
    examining = asyncio.ensure_future(found(Step(first), Step(second)))
    await asyncio.wait_for(asyncio.gather(first.ran.wait(), second.ran.wait()), 5)
    examining.cancel()


@pytest.mark.parametrize("finding", [ok("well"), warning("so so", "mend it"), skipped("not there")])
async def test_looks_at_what_follows_when_the_first_did_not_fail(finding: Finding) -> None:
    """A warning is no reason to look no further."""
    then = Step(FakeCheck("then", ok("well, too")))
    assert (await found(Step(FakeCheck("first", finding), [then])))["then"] == ("ok", "well, too")


async def test_skips_what_follows_when_the_first_failed() -> None:
    """All of it, with the reason, without a look."""
    last = FakeCheck("last", ok("never told"))
    step = Step(FakeCheck("first", failed("down", "start it")), [Step(FakeCheck("then"), [Step(last)])])
    reason = ("skipped", "not looked at, for first failed")
    assert await found(step) == {"first": ("failed", "down"), "then": reason, "last": reason}
    assert not last.ran.is_set()


@pytest.mark.parametrize(
    ("findings", "worst"),
    [
        ([ok("a"), skipped("b")], Outcome.OK),
        ([ok("a"), warning("b", "c")], Outcome.WARNING),
        ([failed("a", "b"), warning("c", "d")], Outcome.FAILED),
        ([], Outcome.OK),
    ],
)
async def test_report_is_as_bad_as_its_worst_check(findings: list[Finding], worst: Outcome) -> None:
    """What was skipped is no fault."""
    steps = [Step(FakeCheck(str(number), finding)) for number, finding in enumerate(findings)]
    assert report_of(await Examination(Clock()).examine_async(steps))["outcome"] == worst.value


async def test_report_tells_all_of_a_finding() -> None:
    """Which check of what, how it stands, the cure, the facts, and how long it took."""
    check = FakeCheck("EC2", failed("not allowed", "allow it", missing_actions=["ec2:X"]), "us-east-1 of lab")
    (told,) = report_of(await Examination(Clock()).examine_async([Step(check)]))["checks"]
    assert told.pop("seconds") >= 0
    assert told == {
        "name": "EC2",
        "subject": "us-east-1 of lab",
        "outcome": "failed",
        "sentence": "not allowed",
        "cure": "allow it",
        "facts": {"missing_actions": ["ec2:X"]},
    }
