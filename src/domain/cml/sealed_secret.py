"""A secret as it may be kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSecret:
    """Encrypted under the key that `key_id` names."""

    key_id: str
    nonce: bytes
    ciphertext: bytes
