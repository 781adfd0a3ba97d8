"""Shows something again and again, for what no event tells."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from cli.errors import OutputClosedError
from cli.output import streams

SECONDS = 2.0
FROM_THE_TOP = "\x1b[H\x1b[J"
"""Cursor home and erase below (ECMA-48, CUP and ED)."""
WatchOption = Annotated[bool, typer.Option("--watch", "-w", help="Show it again every 2 s, until ctrl-C.")]


def show_once_or_watch(show: Callable[[], None], *, watch: bool) -> None:
    """Show once; when watching until ctrl-C, in place on a terminal, elsewhere one after the other."""
    if not watch:
        show()
        return
    with suppress(KeyboardInterrupt):
        while not streams.reader_has_gone():
            if streams.on_terminal():
                streams.write(FROM_THE_TOP)
            show()
            streams.flush()
            time.sleep(SECONDS)
        raise OutputClosedError
