"""Decides which server is spoken to and with which key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.connection.demo_file import DemoFile
from cli.connection.server_address import server_address
from cli.errors import UsageError

SERVER_VARIABLE = "CML_FLEET_SERVER"
TOKEN_VARIABLE = "CML_FLEET_TOKEN"  # noqa: S105  # the name of a variable
TOKEN_FILE_VARIABLE = "CML_FLEET_TOKEN_FILE"  # noqa: S105
SENDABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Target:
    """A server, and the key to show there; None = none."""

    server: str
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was said on the command line."""

    server: str | None = None
    token: str | None = field(default=None, repr=False)


def resolve_target(choice: Choice, environ: Mapping[str, str], demo: DemoFile | None) -> Target:
    """Choose the server: the option, the environment, the demo; then a key that belongs to it.

    The environment's key belongs to the environment's server where there is one; the demo's key to the demo.
    """
    server = _server(choice, environ, demo)
    if choice.token:
        return Target(server, _sendable(choice.token))
    named = environ.get(SERVER_VARIABLE)
    token = _environment_token(environ) if not named or server_address(named) == server else None
    if not token and demo and server_address(demo.address) == server:
        token = demo.operator_key
    return Target(server, _sendable(token) if token else None)


def _server(choice: Choice, environ: Mapping[str, str], demo: DemoFile | None) -> str:
    server = choice.server or environ.get(SERVER_VARIABLE) or (demo and demo.address)
    if not server:
        raise UsageError(f"No server: start one with `cml-fleet demo`, or name it with --server or {SERVER_VARIABLE}.")
    return server_address(server)


def _environment_token(environ: Mapping[str, str]) -> str | None:
    path = environ.get(TOKEN_FILE_VARIABLE)
    if environ.get(TOKEN_VARIABLE) or not path:
        return environ.get(TOKEN_VARIABLE)
    try:
        return Path(path).read_text().strip()
    except (OSError, ValueError) as error:
        raise UsageError(f"The file in {TOKEN_FILE_VARIABLE} cannot be read: {path}.") from error


def _sendable(token: str) -> str:
    if not SENDABLE.fullmatch(token.strip()):
        raise UsageError("The token holds characters that no token has.")
    return token.strip()
