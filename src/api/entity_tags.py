"""Entity tags (RFC 9110): which version of a thing a reply shows, and which ones a client asks about."""

import re
from hashlib import blake2b

_TAG = re.compile(r'(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"')
_VERSION = re.compile(r"(?P<version>\d{1,18})(-[0-9a-f]+)?")
ANY = "*"
DIGEST_BYTES = 6


def entity_tag(version: int | str, shown: bytes | memoryview) -> str:
    """Make the tag of a version or of a position in the log, and of the bytes that show it: they may tell more."""
    return f'"{version}-{blake2b(shown, digest_size=DIGEST_BYTES).hexdigest()}"'


def version_tag(version: int) -> str:
    """Make the tag of a version however it is shown: enough for If-Match."""
    return f'"{version}"'


def expected_versions(if_match: str | None) -> frozenset[int] | None:
    """Read the versions of an If-Match header; None where any will do.

    A weak tag and one that this service never gave out match no version (RFC 9110, 13.1.1).
    """
    if if_match is None or if_match.strip() == ANY:
        return None
    strong = (match["opaque"] for match in _TAG.finditer(if_match) if not match["weak"])
    return frozenset(int(found["version"]) for opaque in strong if (found := _VERSION.fullmatch(opaque)))


def has_tag(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header names `tag`; weak tags count (RFC 9110, 13.1.2)."""
    if if_none_match.strip() == ANY:
        return True
    return any(f'"{match["opaque"]}"' == tag for match in _TAG.finditer(if_none_match))
