"""/api/openapi.json, and /api/docs: a page that shows it and asks no other origin for anything."""

import asyncio
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from api.openapi.document import openapi_document
from application.job.job_discovery import JobCatalogue

OUR_FILES = Path(__file__).parents[1] / "static"
DOCUMENT_PATH = "/api/openapi.json"
DOCS_PATH = "/api/docs"
FILES = ("swagger-ui.css", "swagger-ui-bundle.js", "api_docs.js")
OPEN_PATHS = frozenset({DOCUMENT_PATH, DOCS_PATH, *(f"{DOCS_PATH}/{name}" for name in FILES)})
"""They tell what everybody can read in the source, and a browser shows no key when it opens a page."""

HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def docs_routes(app: FastAPI, jobs: JobCatalogue) -> list[Route]:
    """Make the routes of the document of an app with these jobs, of the page and of the files it loads."""

    @cache
    def document() -> bytes:
        return orjson.dumps(openapi_document(app, jobs))

    async def serve_document(request: Request) -> Response:  # noqa: ARG001  # starlette's form
        body = await asyncio.to_thread(document)  # made at the first request; that takes a while
        tag = {"ETag": f'"{sha256(body).hexdigest()[:16]}"', "Cache-Control": "no-cache"}
        return Response(body, headers=tag, media_type="application/json")

    page = _route(DOCS_PATH, OUR_FILES / "api_docs.html")
    files = [_route(f"{DOCS_PATH}/{name}", _folder_of(name) / name) for name in FILES]
    return [Route(DOCUMENT_PATH, serve_document), page, *files]


def _folder_of(name: str) -> Path:
    if (OUR_FILES / name).exists():
        return OUR_FILES
    package = find_spec("fastapi_offline")  # for its files alone: it is never imported
    if package is None or package.origin is None:
        raise FileNotFoundError(f"{name}: fastapi-offline is not installed")
    return Path(package.origin).parent / "static"


def _route(path: str, file: Path) -> Route:
    async def serve(request: Request) -> Response:  # noqa: ARG001  # starlette's form
        return FileResponse(file, headers=HEADERS)

    return Route(path, serve)
