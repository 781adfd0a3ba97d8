"""What the mediator adds to a query: scope, handler and behaviors."""

import time
from collections.abc import Awaitable, Callable
from statistics import median

from application.access.acting import acting_as
from application.mediator import FleetMediator
from application.resolve import resolve
from application.settings import Settings
from application.worker.fleet_view import FleetView
from application.worker.get_worker_query import GetWorkerQuery, GetWorkerQueryHandler
from domain.access.principal import SYSTEM_PRINCIPAL
from main import create_app


async def mediator_seconds_async(settings: Settings, worker_id: str, repeats: int) -> float:
    """Ask for one worker through the mediator and from its handler, by turns; return the difference of medians."""
    app = create_app(settings)
    async with app.running():
        mediator, query = resolve(app.services, FleetMediator), GetWorkerQuery(worker_id)
        handler = GetWorkerQueryHandler(resolve(app.services, FleetView))
        through, direct = [], []
        with acting_as(SYSTEM_PRINCIPAL):
            for _ in range(10 * repeats):
                through.append(await _seconds(lambda: mediator.execute_async(query)))
                direct.append(await _seconds(lambda: handler.handle_async(query)))
    return median(through) - median(direct)


async def _seconds(ask: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await ask()
    return time.perf_counter() - begun
