"""Flush: what one round of writing brings to everybody it concerns."""

from collections.abc import Mapping
from typing import NamedTuple

from application.events.sse.stream_form import FormName

Written = Mapping[FormName, bytes]


class Bookmark(NamedTuple):
    """For those whose filter has let nothing through since `quiet_since`: they may resume after `sequence`."""

    sequence: int
    quiet_since: float
    written: Written


class Flush(NamedTuple):
    """The news up to `head`, in pages of `page_events`, at the monotonic time `now`.

    `notice` is for all who wait, news or not. It and the bookmark are written once in each form.
    """

    head: int
    page_events: int
    now: float = 0.0
    notice: Written | None = None
    bookmark: Bookmark | None = None
