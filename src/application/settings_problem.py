"""What can be wrong with a setting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A fault of one setting, and its cure. `setting` is the variable that is meant; no text shows a value."""

    setting: str
    fault: str
    cure: str

    def __str__(self) -> str:
        return f"{self.setting} {self.fault}: {self.cure}"
