"""What the kinds of faults mean, for people and for whoever orders them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.cml.faults.cml_fault import CmlFaultKind

CML_MEANINGS: Final[Mapping[CmlFaultKind, str]] = MappingProxyType(
    {
        CmlFaultKind.DOWN: "connections are refused, and those that are open are dropped",
        CmlFaultKind.BLACK_HOLE: "connections are taken and nothing is ever said, no TLS either",
        CmlFaultKind.HANG: "no answer until the fault is over",
        CmlFaultKind.RESET: "the connection is reset without an answer",
        CmlFaultKind.DRIP: "the answer comes at so many bytes a second (amount, or 1)",
        CmlFaultKind.TRUNCATED: "an answer that breaks off halfway",
        CmlFaultKind.HUGE: "an answer of so many megabytes (amount, or 14)",
        CmlFaultKind.GZIP_BOMB: "an answer that unpacks to so many megabytes (amount, or 200), asked for or not",
        CmlFaultKind.HTML: "a web page with status 200 instead of JSON",
        CmlFaultKind.GARBAGE: "bytes that are no JSON, said to be JSON",
        CmlFaultKind.WRONG_TYPES: "texts where numbers belong, numbers where texts belong",
        CmlFaultKind.NULLS: "null in place of every value",
        CmlFaultKind.MILLION_LABS: "lists of ids hold so many (amount, or 1,000,000); other answers stay as they are",
        CmlFaultKind.DUPLICATE_IDS: "every element of a list comes twice",
        CmlFaultKind.HOSTILE_TITLES: "titles, labels and names with NUL, line breaks, right-to-left marks and markup",
        CmlFaultKind.REDIRECT: "status 302 to the address that is named",
        CmlFaultKind.UNAUTHORIZED: "status 401: the token is not accepted",
        CmlFaultKind.FORBIDDEN: "status 403: the credentials are not accepted",
        CmlFaultKind.ERROR_500: "an internal error, HTTP 500",
        CmlFaultKind.ERROR_502: "the web server without CML behind it, HTTP 502 with a web page",
        CmlFaultKind.ERROR_503: "the service is not available, HTTP 503",
    }
)
