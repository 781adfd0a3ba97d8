"""EC2's pages: `MaxResults` things at a time, each page naming the next by an opaque token."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Generic, TypeVar
from zlib import crc32

from simulator.aws.call import AwsCall
from simulator.aws.reply import ServiceError

Thing = TypeVar("Thing")
SMALLEST_PAGE: Final = 5
LARGEST_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted."""

    action: str
    size: int | None
    """None asks for everything that is left."""
    after: int
    """The position of the last thing on the page before; 0 asks for the first page."""

    def cut(self, things: Iterable[Thing], position_of: Callable[[Thing], int]) -> "Page[Thing]":
        """Take this page's share of the things, which must begin right after `after`."""
        if self.size is None:
            return Page(list(things), None)
        taken = list(islice(things, self.size + 1))
        if len(taken) <= self.size:
            return Page(taken, None)
        page = taken[: self.size]
        return Page(page, write_token(self.action, position_of(page[-1])))


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """A page and the token of the next one; None on the last page."""

    things: Sequence[Thing]
    next_token: str | None


def read_page_request(call: AwsCall, ids_parameter: str, largest_page: int = LARGEST_PAGE) -> PageRequest:
    """Read MaxResults and NextToken; ids and MaxResults exclude each other. Raises ServiceError."""
    size = call.form.number("MaxResults")
    if size is not None and call.form.texts(ids_parameter):
        raise ServiceError(
            "InvalidParameterCombination",
            "The parameter instancesSet cannot be used with the parameter maxResults",
        )
    if size is not None and not SMALLEST_PAGE <= size <= largest_page:
        bound = f"greater than {SMALLEST_PAGE}" if size < SMALLEST_PAGE else f"less than {largest_page}"
        raise ServiceError(
            "InvalidParameterValue",
            f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value {bound}.",
        )
    token = call.form.text("NextToken")
    most = call.distortion.most_on_page
    if most is not None:
        size = most if size is None else min(size, most)
    return PageRequest(call.action, size, read_token(call.action, token) if token else 0)


def write_token(action: str, position: int) -> str:
    """Make the token that continues an action after a position."""
    return urlsafe_b64encode(json.dumps([position, _checksum(action, position)]).encode()).decode()


def read_token(action: str, token: str) -> int:
    """Give the position that a token of the same action stands for. Raises ServiceError."""
    try:
        position, checksum = json.loads(urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError):
        position, checksum = 0, None
    if checksum != _checksum(action, position):
        raise ServiceError("InvalidNextToken", f"The token '{token}' is invalid.")
    return int(position)


def _checksum(action: str, position: object) -> int:
    return crc32(f"{action}:{position}".encode())
