"""/livez and /readyz: for whoever starts, stops and routes to this process; no key needed, nothing told."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from application.readiness import Readiness


def health_routes(readiness: Readiness) -> list[Route]:
    """Make the two routes."""

    async def livez(request: Request) -> Response:  # noqa: ARG001  # starlette's form; the event loop answers
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:  # noqa: ARG001  # starlette's form
        if reason := readiness.why_not():
            return PlainTextResponse(f"{reason}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ok\n")

    return [Route("/livez", livez), Route("/readyz", readyz)]
