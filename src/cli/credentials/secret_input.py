"""Where a secret comes from: the terminal, a file, or standard input; never the command line, which others can read."""

import sys
from getpass import getpass
from pathlib import Path

from cli.errors import UsageError
from cli.output import streams

STANDARD_INPUT = "-"


def read_secret(what: str, option: str, file: str | None) -> str:
    """Return the secret. Raises UsageError where there is none, or nobody who could be asked."""
    if file is None and not streams.can_ask():
        raise UsageError(f"Give the {what} in a file, or by {option} - on standard input: nobody can be asked here.")
    secret = getpass(f"{what.capitalize()}: ") if file is None else _content(file).rstrip("\r\n")
    if not secret:
        raise UsageError(f"The {what} is empty.")
    return secret


def _content(file: str) -> str:
    if file == STANDARD_INPUT:
        return sys.stdin.read()
    try:
        return Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from error
