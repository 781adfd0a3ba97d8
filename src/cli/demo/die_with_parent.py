"""Lets a child end when its parent does, however the parent ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
"""prctl(2); Linux only. Elsewhere children outlive a parent that was killed with SIGKILL."""


def die_with_parent() -> Callable[[], None] | None:
    """Return what a child has to do between fork and exec, None where the system offers nothing."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the line above took effect
            os._exit(1)

    return in_child
