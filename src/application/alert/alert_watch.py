"""AlertWatch: the rules of alerts, looked at again and again."""

import structlog

from application.alert.alert_evaluation import AlertEvaluation
from application.clock import Clock
from application.hosting import BackgroundService
from application.settings import Settings
from domain.errors import SourceUnavailableError

LOOK_SECONDS = 15.0

log = structlog.get_logger(__name__)


class AlertWatch(BackgroundService):
    """In every process with the role `jobs`: what is to last for a while is measured in the memory of each.

    So it is no job, of which each slot is run by one process of all.
    """

    def __init__(self, evaluation: AlertEvaluation, clock: Clock, settings: Settings) -> None:
        super().__init__()
        self._evaluation = evaluation
        self._clock = clock
        self._is_wanted = settings.worker_monitoring_enabled

    async def run_async(self) -> None:
        """Look each quarter of a minute until cancelled; while the database is away nothing is seen."""
        while True:
            await self._clock.wait_async(LOOK_SECONDS)
            if self._is_wanted:
                await self._look_async()

    async def _look_async(self) -> None:
        try:
            await self._evaluation.evaluate_async()
        except SourceUnavailableError as error:
            log.warning("alerts_not_evaluated", reason=str(error))
