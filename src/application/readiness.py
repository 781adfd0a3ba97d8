"""Whether this process should be sent requests."""

from application.events.reprojection import Reprojection


class Readiness:
    """Ready = started, not stopping, and in touch with the database."""

    def __init__(self, reprojection: Reprojection) -> None:
        self._reprojection = reprojection
        self.started = False
        self.stopping = False

    def why_not(self) -> str:
        """Return in a few words why it is not ready; "" when it is."""
        if self.stopping:
            return "stopping"
        if not self.started:
            return "starting"
        return "the database does not answer" if self._reprojection.overdue else ""
