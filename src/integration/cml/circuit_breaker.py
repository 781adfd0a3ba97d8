"""CircuitBreaker: a controller that does not answer is left alone for a while, and tried by one call at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from application.clock import Clock
from application.ports.cml_errors import (
    CMLAddressRefusedError,
    CMLBootingError,
    CMLCertificateChangedError,
    CMLCertificateUntrustedError,
    CMLUnreachableError,
)

FIRST_PAUSE_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 120.0
OPENING = (
    CMLUnreachableError,
    CMLBootingError,
    CMLCertificateChangedError,
    CMLCertificateUntrustedError,
    CMLAddressRefusedError,
)
OpeningError = (
    CMLUnreachableError
    | CMLBootingError
    | CMLCertificateChangedError
    | CMLCertificateUntrustedError
    | CMLAddressRefusedError
)


class AnsweredWithFaultError(CMLUnreachableError):
    """The controller itself answers, with a fault of its own: it is there."""


class CircuitBreaker:
    """Of one controller. Each failed try doubles the pause, but for one that is booting, which is soon there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failure: OpeningError | None = None
        self._pause_seconds = 0.0
        self._until_seconds = 0.0
        self._probing = False

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Make a call inside; raises at once what the last one failed with, unless it is time to try again."""
        probing = self._admit()
        try:
            yield
        except AnsweredWithFaultError:
            self._close()
            raise
        except OPENING as error:
            self._open(error)
            raise
        else:
            self._close()
        finally:
            if probing:
                self._probing = False

    def retry(self) -> None:
        """Let somebody try now; still one at a time."""
        self._until_seconds = 0.0

    def _admit(self) -> bool:
        if self._failure is None:
            return False
        if self._probing or self._clock.monotonic_seconds() < self._until_seconds:
            raise copy(self._failure)
        self._probing = True
        return True

    def _open(self, failure: OpeningError) -> None:
        booting = isinstance(failure, CMLBootingError)
        longer = min(max(2 * self._pause_seconds, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self._pause_seconds = FIRST_PAUSE_SECONDS if booting else longer
        self._until_seconds = self._clock.monotonic_seconds() + self._pause_seconds
        self._failure = copy(failure)

    def _close(self) -> None:
        self._failure, self._pause_seconds = None, 0.0
