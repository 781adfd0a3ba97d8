"""The catalogue over HTTP: /api/catalogue."""

from typing import Annotated

from classy_fastapi.decorators import get
from fastapi import Query
from starlette.responses import Response

from api.controller import FleetController
from api.ids import UUID_PATTERN
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.problem_details import tagged_response
from application.catalogue.catalogue_dto import CatalogueDto
from application.catalogue.list_catalogue_query import ListCatalogueQuery, ShownKind


class CatalogueController(FleetController):
    """What the fleet is made of, as it was last read."""

    path = "/api/catalogue"

    @get("", response_model=CatalogueDto, responses={**NOT_MODIFIED, **problems(404)})
    async def list_catalogue(
        self,
        *,
        kind: Annotated[
            list[ShownKind],
            Query(default_factory=list, description="the parameter may be given several times; none = all"),
        ],
        worker_id: Annotated[
            str | None, Query(pattern=UUID_PATTERN, description="only what this worker is made of, and can run")
        ] = None,
    ) -> Response:
        """List images, instance types with their prices, and the definitions of nodes and images on which workers."""
        return await self.execute_async(ListCatalogueQuery(kinds=kind, worker_id=worker_id), _tagged)


def _tagged(catalogue: CatalogueDto, status: int) -> Response:
    """Tag it by what it shows: it has no version, and is the same for days while the fleet goes on."""
    return tagged_response(catalogue, status, "catalogue")
