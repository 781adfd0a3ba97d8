"""`cml-fleet api`: a request as it is typed, and the answer as it comes."""

import codecs
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.connection.problem import error_from
from cli.errors import UsageError
from cli.output import streams
from cli.output.formats import json_document
from cli.output.safe_text import safe_lines
from cli.session import connect

if TYPE_CHECKING:
    import httpx


def raw_request(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="A path on the server, such as /api/workers?limit=5.")],
    method: Annotated[str | None, typer.Option("-X", "--method", help="GET, or POST when there is a body.")] = None,
    body: Annotated[str | None, typer.Option("-d", "--data", help="A JSON body: text, @file, or - to read it.")] = None,
) -> None:
    """Send one request as it is typed.

    Prints the body of the server's answer.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise UsageError("A path begins with one slash; the server is named with --server.")
    content = _read_body(body)
    headers = {"Content-Type": "application/json"} if content is not None else {}
    verb = method or ("GET" if content is None else "POST")
    with connect(context) as client, client.open(verb.upper(), path, content=content, headers=headers) as response:
        if response.is_success:
            print_as_it_comes(response)
            return
        response.read()
        _print_whole(response)
        raise error_from(response)


def _read_body(body: str | None) -> bytes | None:
    if body is None:
        return None
    content = _content(body)
    try:
        json.loads(content)
    except ValueError as error:
        raise UsageError("The body is not JSON.") from error
    return content


def _content(body: str) -> bytes:
    if body == "-":
        return sys.stdin.buffer.read()
    if not body.startswith("@"):
        return body.encode()
    try:
        return Path(body[1:]).read_bytes()
    except OSError as error:
        raise UsageError(f"The file {body[1:]} cannot be read.") from error


def print_as_it_comes(response: "httpx.Response") -> None:
    """Write the body of an answer: as it is where a program reads it, made harmless where a person does."""
    if not streams.on_terminal():
        for chunk in response.iter_bytes():
            streams.write_bytes(chunk)
    elif "json" in response.headers.get("Content-Type", ""):
        response.read()
        _print_whole(response)
    else:
        _print_safely(response)


def _print_safely(response: "httpx.Response") -> None:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    for chunk in response.iter_bytes():
        streams.write(safe_lines(decoder.decode(chunk)))
        streams.flush()


def _print_whole(response: "httpx.Response") -> None:
    if not streams.on_terminal():
        streams.write_bytes(response.content)
        return
    document: Any
    try:
        document = response.json()
    except ValueError:
        streams.write(safe_lines(response.text))
        return
    streams.write(json_document(document))
