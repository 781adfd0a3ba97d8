"""How the process shares its time and takes what it needs: the event loop comes first."""

import gc
import resource
import sys

YOUNG_OBJECTS, YOUNG_SEARCHES, MIDDLE_SEARCHES = 700, 10, 10_000
"""The thresholds of the garbage collector's three generations. Python's own last one is 10 (3.11, module gc)."""

TURN_SECONDS = 0.001
"""How long another thread may keep the loop waiting for the interpreter; Python's own is 0.005 (sys)."""

MOST_FILES = 10_240
"""macOS allows no process more (OPEN_MAX in its syslimits.h)."""


def favour_event_loop() -> None:
    """Make whatever keeps the event loop waiting rare or short, once the service has started.

    Garbage goes as soon as nothing refers to it, and young cycles are searched for as ever. A search through the old
    objects took 0.3 s in the middle of a refresh of 10,000 workers, and found nothing: what is there now is left out
    of it, and the rest searched a thousand times more seldom. While four threads parse replies of EC2, the loop waits
    for each of them at every turn: 0.15 s for one request with Python's turns, 0.08 to 0.1 s with these.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_SEARCHES, MIDDLE_SEARCHES)
    sys.setswitchinterval(TURN_SECONDS)


def allow_many_files() -> None:
    """Take as many files as the system lets this process have: each client and each controller needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
