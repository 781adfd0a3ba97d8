"""Whether the settings can be used."""

from collections.abc import Sequence
from dataclasses import asdict

from application.doctor.finding import Finding, failed, ok, warning
from application.read_settings import SettingsReading
from application.settings_problem import SettingProblem


class SettingsCheck:
    """Names every setting that is wrong at once; a variable that nothing reads is a warning."""

    name = "settings"
    subject = ""

    def __init__(self, reading: SettingsReading, unknown: Sequence[SettingProblem]) -> None:
        self._problems = reading.problems
        self._all = (*reading.problems, *unknown)

    async def run_async(self) -> Finding:
        """Put into one finding what reading them said."""
        if not self._all:
            return ok("every setting can be used")
        found = failed if self._problems else warning
        return found(_faults(self._all), _cures(self._all), problems=[asdict(problem) for problem in self._all])


def _faults(problems: Sequence[SettingProblem]) -> str:
    return "; ".join(f"{problem.setting} {problem.fault}" for problem in problems)


def _cures(problems: Sequence[SettingProblem]) -> str:
    if len(problems) == 1:
        return problems[0].cure
    return "; ".join(f"{problem.setting}: {problem.cure}" for problem in problems)
