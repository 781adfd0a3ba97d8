"""Errors of a driver without the frames that they came through."""

from typing import TypeVar

Error = TypeVar("Error", bound=BaseException)


def bare(error: Error) -> Error:
    """Drop the frames of an error, and of those it came of; return it.

    aiohttp raises what an address failed with from a variable (3.13, `TCPConnector._create_direct_connection`): the
    error holds the frame, and that holds the error. Such a ring, with its connection and what OpenSSL needs for it,
    outlives the call until old garbage is searched for, which is seldom: 20 MB for two hundred hosts.
    """
    step: BaseException | None = error
    while step is not None:
        step.__traceback__ = None
        step = step.__cause__ or step.__context__
    return error
