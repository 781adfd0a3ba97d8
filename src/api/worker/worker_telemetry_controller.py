"""The history of a worker's figures over HTTP: /api/workers/{id}/telemetry."""

from typing import Annotated

from classy_fastapi.decorators import get
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.worker.worker_requests import WorkerId
from application.telemetry.get_worker_telemetry_query import GetWorkerTelemetryQuery
from application.telemetry.telemetry_history_dto import TelemetryHistoryDto


class TelemetryParameters(BaseModel):
    """Which time, and how closely."""

    model_config = ConfigDict(extra="forbid")

    range: Annotated[
        str, Field(max_length=16, description="a number of m, h or d from 1h to 35d", examples=["1h", "24h", "30d"])
    ] = "1h"
    resolution: Annotated[
        str,
        Field(
            max_length=16,
            description="raw, 5m (ranges up to 6h), 1h or 1d; as fine as it is kept where absent",
            examples=["5m"],
        ),
    ] = ""


class WorkerTelemetryController(FleetController):
    """What a worker's figures were."""

    path = "/api/workers"

    @get("/{worker_id}/telemetry", response_model=TelemetryHistoryDto, responses=PROBLEMS)
    async def get_worker_telemetry(
        self, worker_id: WorkerId, parameters: Annotated[TelemetryParameters, Query()]
    ) -> Response:
        """Get the history of a worker's figures, also of one that is stopped."""
        query = GetWorkerTelemetryQuery(worker_id=worker_id, range=parameters.range, resolution=parameters.resolution)
        return await self.execute_async(query)
