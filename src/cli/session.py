"""What every command of the API needs: the connection that the command line asks for."""

import os
from pathlib import Path

import typer

from cli.connection.api_client import ANSWER_SECONDS, ApiClient
from cli.connection.demo_file import find_demo
from cli.connection.target import Choice, resolve_target


def connect(context: typer.Context, seconds: float = ANSWER_SECONDS) -> ApiClient:
    """Return a client of the server that options, environment or demo name. Raises UsageError.

    `seconds` is how long an answer may take.
    """
    root = context.find_root()
    choice = root.obj or Choice(root.params.get("server"), root.params.get("token"))
    return ApiClient(resolve_target(choice, os.environ, find_demo(Path.cwd())), seconds)
