"""The checks that need nothing from outside."""

import pytest

from application.doctor.clock_difference import clock_finding
from application.doctor.cloudwatch_cost_check import CloudWatchCostCheck
from application.doctor.finding import Outcome
from application.doctor.settings_check import SettingsCheck
from application.read_settings import SettingsReading
from application.settings import Settings
from application.settings_problem import SettingProblem

MISSING = SettingProblem("CML_FLEET_SECRET_KEY", "is not set", "32 random characters")
UNKNOWN = SettingProblem("CML_FLEET_X", "is read by nothing", "remove it")


class Workers:
    """A thousand run."""

    async def count_async(self) -> int:
        """Return a thousand."""
        return 1000


@pytest.mark.parametrize(
    ("problems", "unknown", "outcome", "sentence", "cure"),
    [
        ((), [], Outcome.OK, "every setting can be used", ""),
        ((), [UNKNOWN], Outcome.WARNING, "CML_FLEET_X is read by nothing", "remove it"),
        (
            (MISSING,),
            [UNKNOWN],
            Outcome.FAILED,
            "CML_FLEET_SECRET_KEY is not set; CML_FLEET_X is read by nothing",
            "CML_FLEET_SECRET_KEY: 32 random characters; CML_FLEET_X: remove it",
        ),
    ],
)
async def test_settings_are_told_all_at_once(
    problems: tuple[SettingProblem, ...], unknown: list[SettingProblem], outcome: Outcome, sentence: str, cure: str
) -> None:
    """What is wrong fails, what is unknown warns."""
    finding = await SettingsCheck(SettingsReading(Settings(), problems, frozenset()), unknown).run_async()
    assert (finding.outcome, finding.sentence, finding.cure) == (outcome, sentence, cure)


@pytest.mark.parametrize(
    ("settings", "outcome", "dollars"),
    [
        ({}, Outcome.OK, 259.2),
        ({"worker_metrics_poll_interval_seconds": 60}, Outcome.WARNING, 1296),
        ({"worker_metrics_poll_interval_seconds": 60, "cloudwatch_period_seconds": 60}, Outcome.OK, 1296),
        ({"worker_metrics_poll_interval_seconds": 60, "aws_endpoint_url": "http://sim"}, Outcome.OK, 1296),
        ({"worker_monitoring_enabled": False}, Outcome.OK, 0),
    ],
)
async def test_cost_is_that_of_thirty_days(settings: dict[str, object], outcome: Outcome, dollars: float) -> None:
    """Three metrics of a thousand workers; asking more often than figures come is money for nothing."""
    finding = await CloudWatchCostCheck(Settings(**settings), Workers(), 3).run_async()  # type: ignore[arg-type]
    assert (finding.outcome, finding.facts["dollars_a_month"]) == (outcome, dollars)
    assert bool(finding.cure) == (outcome is Outcome.WARNING)


@pytest.mark.parametrize(
    ("ahead_seconds", "outcome", "sentence"),
    [
        (0.4, Outcome.OK, "this machine and AWS agree within 5 s"),
        (-4.9, Outcome.OK, "this machine and AWS agree within 5 s"),
        (6.0, Outcome.WARNING, "this machine's clock is 6.0 s ahead of that of AWS"),
        (-300.0, Outcome.FAILED, "this machine's clock is 300.0 s behind that of AWS"),
    ],
)
def test_clocks_that_differ_are_judged_by_what_it_harms(ahead_seconds: float, outcome: Outcome, sentence: str) -> None:
    """A little is no matter, more is a warning, much is a failure; the cure is the same."""
    finding = clock_finding("AWS", ahead_seconds, 5, 240)
    assert (finding.outcome, finding.sentence) == (outcome, sentence)
    assert ("NTP" in finding.cure) == (outcome is not Outcome.OK)
