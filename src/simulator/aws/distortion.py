"""How the answer to one call differs from the truth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distortion:
    """What the ordered faults leave out of a sound-looking answer, or put into it; by default nothing."""

    hidden: frozenset[str] = frozenset()
    """Ids of the instances that the call must not see."""
    most_on_page: int | None = None
    """Pages hold no more than this, whatever size was asked for."""
    room: int | None = None
    """So many instances there is capacity for; None is no end of it."""
    points_late_seconds: int = 0
    """CloudWatch's points come so much later."""
    doubles_points: bool = False
    spoils_points: bool = False
    """CloudWatch's values are not a number."""


TRUE_ANSWER = Distortion()
