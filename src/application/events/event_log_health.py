"""Whether this process follows the log and tells what it holds."""

from typing import ClassVar

from application.events.dispatcher import Dispatcher
from application.events.followed_log import FollowedLog
from application.events.log_follower import LogFollower
from application.events.reprojection import Reprojection
from application.health_check import Health


class EventLogHealth:
    """Well = follower and dispatcher live, and the states were projected since the database was last away."""

    health_name: ClassVar[str] = "event_log"
    is_essential: ClassVar[bool] = True

    def __init__(
        self, followed: FollowedLog, follower: LogFollower, dispatcher: Dispatcher, reprojection: Reprojection
    ) -> None:
        self._followed = followed
        self._services = (follower, dispatcher)
        self._reprojection = reprojection

    async def health_async(self) -> Health:
        """Look at the tasks and at how many events of the log are still to be told here."""
        figures = {"head_sequence": self._followed.head.last, "lag_events": len(self._followed.untold)}
        for service in self._services:
            if service.task is None or service.task.done():
                return Health(f"the {type(service).__name__} does not run", figures)
        return Health("the database does not answer" if self._reprojection.overdue else "", figures)
