"""The port that seals secrets which have to be kept and read again."""

from typing import Protocol

from domain.cml.sealed_secret import SealedSecret
from domain.errors import ConflictError


class CannotOpenError(ConflictError):
    """No key that the service has opens the secret, or it was kept for something else."""

    code = "secret_cannot_be_opened"


class Sealer(Protocol):
    """Authenticated encryption. What is sealed for one thing opens for nothing else."""

    @property
    def key_id(self) -> str:
        """Names the key that secrets are sealed with now."""

    def seal(self, secret: str, bound_to: str) -> SealedSecret:
        """Encrypt with the present key."""

    def open(self, sealed: SealedSecret, bound_to: str) -> str:
        """Decrypt with the present key or the previous one; CannotOpenError."""
