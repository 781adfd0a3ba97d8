"""Text of others, made harmless for a terminal."""

import re
from typing import Final

UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, where escape sequences begin
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they reorder what is seen
    "\u2028\u2029\ud800-\udfff]"  # line breaks in disguise, halves of characters
)
UNSAFE_BUT_LINES: Final = re.compile(f"(?![\n\t]){UNSAFE.pattern}")


def safe_line(text: str) -> str:
    r"""Return `text` on one line, with what could steer a terminal spelled out, such as \x1b."""
    return UNSAFE.sub(_spelled, text)


def safe_lines(text: str) -> str:
    """Like safe_line, but line feeds and tabs stay."""
    return UNSAFE_BUT_LINES.sub(_spelled, text)


def escape_json(document: str) -> str:
    r"""Return a JSON document that means the same and steers no terminal: \u001b for the character itself."""
    return UNSAFE_BUT_LINES.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004  # what two digits can hold
