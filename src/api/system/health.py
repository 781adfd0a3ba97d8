"""/livez and /readyz: for whoever starts, stops and routes to this process; no key needed, little told."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.problem_details import json_response
from application.access.acting import acting_principal
from application.readiness import Readiness, ReadinessReport


def health_routes(readiness: Readiness) -> list[Route]:
    """Make the two routes. `/readyz?verbose` names every check, and its figures to who shows a key."""

    async def livez(request: Request) -> Response:  # noqa: ARG001  # starlette's form; the event loop answers
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        report = await readiness.report_async()
        status = HTTPStatus.SERVICE_UNAVAILABLE if report.reason else HTTPStatus.OK
        if "verbose" in request.query_params:
            return json_response(_verbose(report, with_figures=acting_principal() is not None), status)
        return PlainTextResponse(f"{report.reason or 'ok'}\n", status)

    return [Route("/livez", livez), Route("/readyz", readyz)]


def _verbose(report: ReadinessReport, *, with_figures: bool) -> dict[str, object]:
    checks = {
        name: {"well": not health.fault, "fault": health.fault, **({"figures": health.figures} if with_figures else {})}
        for name, health in report.checks.items()
    }
    return {"ready": not report.reason, "reason": report.reason, "checks": checks}
