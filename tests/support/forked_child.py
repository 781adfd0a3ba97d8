"""The service in processes forked from one that has loaded it: loading it is most of what a start costs."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path

import pytest

from cli.demo.die_with_parent import PR_SET_PDEATHSIG
from support.child import Child, unmeasured

FORKING = multiprocessing.get_context("forkserver")
WARM = "support.warm_service"
FORKING.set_forkserver_preload([WARM])


@cache
def _make_warm() -> None:
    """Start the process to fork from: it must find what it has to load, which Python 3.11 does not tell it.

    Coverage does not measure it, nor what comes of it: what is killed writes down nothing that it measured.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - unmeasured(os.environ).keys():
            patch.delenv(name)
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()


def serve() -> None:
    """Be the service."""
    from main import main

    sys.exit(main())


class ForkedChild(Child):
    """A program that begins with nothing but code in its memory; unless told otherwise, the service at `main`.

    It kills itself right before it would take the step `dies_at`, a method written as `module:Class.method`.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        program: Callable[[], None] = serve,
        *,
        dies_at: str = "",
    ) -> None:
        self.log = log
        log.touch()
        _make_warm()
        begins = (dict(environment), log, program, dies_at)
        self._forked = FORKING.Process(target=_become, args=begins, daemon=True)
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


def _become(environment: Mapping[str, str], log: Path, program: Callable[[], None], dies_at: str) -> None:
    """Become a program with this environment, which writes into `log`, and ends with the process it was forked from."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    assert WARM in sys.modules, (
        "nothing was loaded before the fork: multiprocessing says nothing of what it cannot import"
    )
    os.chdir(log.parent)
    os.environ.clear()
    os.environ.update(environment)
    if dies_at:
        _die_at(dies_at)
    program()


def _die_at(step: str) -> None:
    module, _, method = step.partition(":")
    owner, _, name = method.partition(".")
    assert hasattr(getattr(import_module(module), owner), name), f"there is no {step}"
    setattr(getattr(import_module(module), owner), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
