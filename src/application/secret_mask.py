"""Masking of what looks like a secret, in text that people will read."""

import re

MASK = "***"

_SECRETS = re.compile(
    r"""
    (?P<named>["']?\b(?:[\w-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)|authorization)\b["']?
        \s*[=:]\s*(?:(?:bearer|basic)\s+)?["']?)(?P<value>[^\s"',;&}]+)
    | (?P<scheme>\b(?:bearer|basic)\s+)(?P<credentials>[\w.~+/=-]{8,})
    | (?P<login>://[^\s/:@]+:)(?P<password>[^\s/@]+)(?=@)
    | \bcmlf_[\w-]+
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b
    | \beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def mask_secrets(text: str) -> str:
    """Return the text with `***` for passwords, tokens and keys, by their names or by their known forms.

    Known forms are API keys of this service, AWS access key ids, JSON Web Tokens, `Bearer` and `Basic` credentials
    and passwords in URLs.
    """
    return _SECRETS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    kept = found["named"] or found["scheme"] or found["login"] or ""
    return f"{kept}{MASK}"
