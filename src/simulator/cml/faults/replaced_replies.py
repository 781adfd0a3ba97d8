"""The faults that take an answer's place: the call itself is not carried out."""

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.cml.reply import CmlError, Reply

MEGABYTE: Final = 1024 * 1024
HUGE_MEGABYTES: Final = 14
BOMB_MEGABYTES: Final = 200
GARBAGE: Final = b"\x00\xff<<<{{{ this is no JSON"
BAD_GATEWAY: Final = Reply(
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
    "text/html",
    HTTPStatus.BAD_GATEWAY,
)
"""What nginx says while CML boots behind it, or is gone."""


def _huge(fault: CmlFault) -> Reply:
    return Reply(b'["' + b"x" * ((fault.amount or HUGE_MEGABYTES) * MEGABYTE) + b'"]')


def _bomb(fault: CmlFault) -> Reply:
    return Reply(_packed_text(fault.amount or BOMB_MEGABYTES), headers={"Content-Encoding": "gzip"})


@lru_cache(maxsize=4)
def _packed_text(megabytes: int) -> bytes:
    return gzip.compress(b'["' + b" " * (megabytes * MEGABYTE) + b'"]')


def _redirect(fault: CmlFault) -> Reply:
    return Reply(status=HTTPStatus.FOUND, headers={"Location": fault.address or ""})


def _error(status: HTTPStatus, description: str) -> Callable[[CmlFault], Reply]:
    refusal = CmlError(status, description).reply()
    return lambda _fault: refusal


REPLACED_REPLIES: Final[Mapping[CmlFaultKind, Callable[[CmlFault], Reply]]] = MappingProxyType(
    {
        CmlFaultKind.HUGE: _huge,
        CmlFaultKind.GZIP_BOMB: _bomb,
        CmlFaultKind.HTML: lambda _fault: Reply(b"<html><body>Welcome</body></html>", "text/html"),
        CmlFaultKind.GARBAGE: lambda _fault: Reply(GARBAGE),
        CmlFaultKind.REDIRECT: _redirect,
        CmlFaultKind.UNAUTHORIZED: _error(HTTPStatus.UNAUTHORIZED, "The authorization token has expired."),
        CmlFaultKind.FORBIDDEN: _error(HTTPStatus.FORBIDDEN, "Authentication failed!"),
        CmlFaultKind.ERROR_500: _error(HTTPStatus.INTERNAL_SERVER_ERROR, "An unexpected error has occurred."),
        CmlFaultKind.ERROR_502: lambda _fault: BAD_GATEWAY,
        CmlFaultKind.ERROR_503: _error(HTTPStatus.SERVICE_UNAVAILABLE, "The service is temporarily unavailable."),
    }
)
