"""What every command of the API needs: the connection that the command line asks for."""

import os
from pathlib import Path

import typer

from cli.connection.api_client import ApiClient
from cli.connection.demo_file import find_demo
from cli.connection.target import Choice, resolve_target


def connect(context: typer.Context) -> ApiClient:
    """Return a client of the server that options, environment or demo name. Raises UsageError."""
    choice = context.find_root().obj or Choice()
    return ApiClient(resolve_target(choice, os.environ, find_demo(Path.cwd())))
