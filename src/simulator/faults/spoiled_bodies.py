"""The faults that spoil the body of an answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from simulator.aws.reply import Reply
from simulator.faults.fault import Fault, FaultKind

GARBAGE: Final = b"\x00\xff<<<{{{ this is neither XML nor JSON"
MEGABYTE: Final = 1024 * 1024
HUGE_MEGABYTES: Final = 14
_XML_NUMBERS: Final = re.compile(rb"(<code>|<coreCount>|<amiLaunchIndex>|<launchTime>|<deviceIndex>)[^<]*<")
_JSON_NUMBERS: Final = re.compile(rb'("Timestamps": |"Values": )\[[^\]]*\]')
_XML_END: Final = re.compile(rb"</\w+>\s*$")


def _garbage(reply: Reply, _fault: Fault) -> Reply:
    return replace(reply, body=GARBAGE)


def _wrong_types(reply: Reply, _fault: Fault) -> Reply:
    """Write words where numbers, times and lists belong."""
    body = _XML_NUMBERS.sub(rb"\1some<", reply.body)
    return replace(reply, body=_JSON_NUMBERS.sub(rb'\1["some"]', body))


def _huge(reply: Reply, fault: Fault) -> Reply:
    """Fill the body up with what no client asked for and every client has to read."""
    missing = (fault.amount or HUGE_MEGABYTES) * MEGABYTE - len(reply.body)
    end = _XML_END.search(reply.body)
    if end is None:
        filling = b'"Filling": "' + b"x" * missing + b'", '
        return replace(reply, body=reply.body.replace(b"{", b"{" + filling, 1))
    element = b"<filling>" + b"x" * 1000 + b"</filling>"
    filling = element * (missing // len(element) + 1)
    return replace(reply, body=reply.body[: end.start()] + filling + end.group())


SPOILED_BODIES: Final[Mapping[FaultKind, Callable[[Reply, Fault], Reply]]] = MappingProxyType(
    {FaultKind.GARBAGE: _garbage, FaultKind.WRONG_TYPES: _wrong_types, FaultKind.HUGE: _huge}
)
