"""AesGcmSealer: AES-256-GCM (NIST SP 800-38D) under keys that follow from settings and are kept nowhere."""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from application.ports.sealer import CannotOpenError
from application.settings import Settings
from domain.cml.sealed_secret import SealedSecret

KEY_BYTES = 32
KEY_ID_BYTES = 6
NONCE_BYTES = 12
PURPOSE = b"cml-fleet/secrets/aes-256-gcm/v1"
NAMING = b"cml-fleet/secrets/key-id/v1"


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    cipher: AESGCM


class AesGcmSealer:
    """Seals with `secret_key`; opens with that, and with `secret_key_previous` where one is set."""

    def __init__(self, settings: Settings) -> None:
        self._present = _key_from(settings.secret_key.get_secret_value())
        previous = settings.secret_key_previous.get_secret_value()
        older = _key_from(previous) if previous else self._present
        self._keys = {older.id: older, self._present.id: self._present}

    @property
    def key_id(self) -> str:
        """The first digits of what follows from the key for this purpose alone: nothing of the key."""
        return self._present.id

    def seal(self, secret: str, bound_to: str) -> SealedSecret:
        """Encrypt under a random nonce: 2^32 secrets may be sealed with one key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        ciphertext = self._present.cipher.encrypt(nonce, secret.encode(), bound_to.encode())
        return SealedSecret(key_id=self.key_id, nonce=nonce, ciphertext=ciphertext)

    def open(self, sealed: SealedSecret, bound_to: str) -> str:
        """Decrypt; CannotOpenError says what is missing."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise CannotOpenError(
                f"sealed with the key {sealed.key_id}, which is not set any more: set it as "
                "CML_FLEET_SECRET_KEY_PREVIOUS, or set these credentials again"
            )
        try:
            return key.cipher.decrypt(sealed.nonce, sealed.ciphertext, bound_to.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpenError("altered where it is kept: set these credentials again") from error


def _key_from(secret_key: str) -> _Key:
    return _Key(_derived(secret_key, NAMING, KEY_ID_BYTES).hex(), AESGCM(_derived(secret_key, PURPOSE, KEY_BYTES)))


def _derived(secret_key: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(secret_key.encode())
