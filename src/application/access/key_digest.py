"""How an API key is made and recognised without being kept."""

import hmac
import secrets
from hashlib import sha256

from application.settings import Settings

KEY_PREFIX = "cmlf_"
KEY_BYTES = 32


class KeyDigest:
    """HMAC-SHA256 under a pepper that is not in the database: who reads the database cannot test guesses."""

    def __init__(self, settings: Settings) -> None:
        self._pepper = settings.api_key_pepper.get_secret_value().encode()

    @staticmethod
    def new_secret() -> str:
        """Make the secret of a new key: 256 random bits behind a prefix that scanners for leaks can find."""
        return KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)

    def of(self, secret: str) -> str:
        """Return the digest of a secret, in hexadecimal."""
        return hmac.new(self._pepper, secret.encode(), sha256).hexdigest()
