"""HealthTroubles: says once that a controller does not tell of its health, or of `topic`, not at every look."""

import structlog

from domain.errors import SourceUnavailableError

log = structlog.get_logger(__name__)


class HealthTroubles:
    """Remembers how the last look at each controller's health went, or at what else `topic` names."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._codes: dict[str, str] = {}

    def note_failure(self, worker_id: str, error: SourceUnavailableError) -> list[str]:
        """Return a warning, and log it, where this is another trouble than at the last look."""
        if self._codes.get(worker_id) == error.code:
            return []
        self._codes[worker_id] = error.code
        log.warning("cml_health_failing", topic=self._topic, worker_id=worker_id, code=error.code, reason=str(error))
        return [f"the {self._topic} of {worker_id} could not be read: {error}"]

    def note_success(self, worker_id: str) -> None:
        """Log the end of a trouble."""
        if was := self._codes.pop(worker_id, ""):
            log.info("cml_health_recovered", topic=self._topic, worker_id=worker_id, was=was)
