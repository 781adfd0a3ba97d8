"""A sealer that writes secrets backwards."""

from application.ports.sealer import CannotOpenError
from domain.cml.sealed_secret import SealedSecret


class FakeSealer:
    """`key_id` may be changed; what was sealed with one of `lost` does not open."""

    def __init__(self) -> None:
        self.key_id = "key-1"
        self.lost: set[str] = set()

    def seal(self, secret: str, bound_to: str) -> SealedSecret:
        """Write backwards, beside what it is for."""
        return SealedSecret(key_id=self.key_id, nonce=bound_to.encode(), ciphertext=secret[::-1].encode())

    def open(self, sealed: SealedSecret, bound_to: str) -> str:
        """Read it back."""
        if sealed.key_id in self.lost or sealed.nonce != bound_to.encode():
            raise CannotOpenError("no key opens it")
        return sealed.ciphertext.decode()[::-1]
