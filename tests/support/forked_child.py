"""The service in processes forked from one that has loaded it: loading it is most of what a start costs."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from cli.demo.die_with_parent import PR_SET_PDEATHSIG
from support.child import Child

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["main"])


class ForkedChild(Child):
    """A service that begins where a program of its own would, at `main`, with nothing but code in its memory.

    It kills itself right before it would take the step `dies_at`, a method written as `module:Class.method`.
    """

    def __init__(self, environment: Mapping[str, str], log: Path, dies_at: str = "") -> None:
        self.log = log
        log.touch()
        self._forked = FORKING.Process(target=_serve, args=(dict(environment), log, dies_at), daemon=True)
        self._forked.start()

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._forked.pid is not None
        return self._forked.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is over."""
        return not self._forked.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait until it is over."""
        self._forked.join(seconds)
        assert self.has_ended, f"not ended within {seconds:g} s"


def _serve(environment: Mapping[str, str], log: Path, dies_at: str) -> None:
    """Become a service with this environment, which writes into `log`, and ends with the process it was forked from."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(log.parent)
    os.environ.clear()
    os.environ.update(environment)
    from main import main

    if dies_at:
        _die_at(dies_at)
    sys.exit(main())


def _die_at(step: str) -> None:
    module, _, method = step.partition(":")
    owner, _, name = method.partition(".")
    assert hasattr(getattr(import_module(module), owner), name), f"there is no {step}"
    setattr(getattr(import_module(module), owner), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
