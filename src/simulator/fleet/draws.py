"""Repeatable choices: the same words always draw the same number, on every machine and in every run."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")

AWS_ID_DIGITS = 17
VARIANTS = "89ab"
"""What the first digit of a UUID's fourth group may be (RFC 9562)."""


def draw(*words: object) -> int:
    """Draw a number of 64 bits from the words."""
    return int.from_bytes(_digest(words, size_bytes=8), "big")


def choose(choices: Sequence[Choice], *words: object) -> Choice:
    """Draw one of the choices from the words."""
    return choices[draw(*words) % len(choices)]


def aws_id(prefix: str, *words: object) -> str:
    """Make an identifier of AWS's long form: prefix, dash, 17 hexadecimal digits."""
    return f"{prefix}-{_digest((prefix, *words), size_bytes=9).hex()[:AWS_ID_DIGITS]}"


def _digest(words: Sequence[object], size_bytes: int) -> bytes:
    return blake2b("|".join(map(str, words)).encode(), digest_size=size_bytes).digest()


def uuid4_of(*words: object) -> str:
    """Make an identifier that looks like a UUID of version 4."""
    digits = _digest(words, size_bytes=16).hex()
    variant = VARIANTS[int(digits[16], 16) % len(VARIANTS)]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
