"""Standard output for what was asked for, standard error for what is said about it."""

import os
import select
import sys
from contextlib import suppress
from typing import TextIO

from cli.errors import OutputClosedError
from cli.output.safe_text import safe_line

AGREEMENT = frozenset({"y", "yes"})


def write(text: str) -> None:
    """Write to standard output. Raises OutputClosedError when nobody reads any more."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError as error:
        raise OutputClosedError from error


def write_line(text: str) -> None:
    """Write one line and let it out at once."""
    write(text + "\n")
    flush()


def write_bytes(chunk: bytes) -> None:
    """Write bytes as they are, and let them out at once."""
    try:
        sys.stdout.buffer.write(chunk)
    except BrokenPipeError as error:
        raise OutputClosedError from error
    flush()


def flush() -> None:
    """Let out what was written. Raises OutputClosedError when nobody reads any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise OutputClosedError from error


def message(text: str) -> None:
    """Say one sentence on standard error."""
    with suppress(BrokenPipeError):
        sys.stderr.write(safe_line(text) + "\n")
        sys.stderr.flush()


def ask(question: str) -> bool:
    """Ask on the terminal; only a plain yes is one."""
    sys.stderr.write(f"{safe_line(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in AGREEMENT


def ask_text(question: str) -> str:
    """Ask the person at the terminal for a word, on standard error."""
    message(f"{question}: ")
    return sys.stdin.readline().strip()


def can_ask() -> bool:
    """Tell whether a person sits there who sees a question and can answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def on_terminal() -> bool:
    """Tell whether standard output is a terminal that can do more than lines."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def can_draw_messages() -> bool:
    """Tell whether standard error is a terminal that can do more than lines."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def reader_has_gone() -> bool:
    """Tell whether the other end of the pipe on standard output is closed, without writing to it."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(state & select.POLLERR for _, state in poll.poll(0))


def prepare() -> None:
    """Let no character that the terminal's encoding lacks end a command."""
    for stream in (sys.stdout, sys.stderr):
        _tolerate(stream)


def discard_output() -> None:
    """Send to nowhere what is still buffered for a reader who has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _tolerate(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
