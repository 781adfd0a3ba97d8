"""An error that is kept is a copy: it says the same, and holds nothing of the call that raised it."""

from copy import copy

import pytest

from application.ports.source_errors import SourceThrottledError
from domain.errors import InvalidRequestError, PreconditionFailedError


def test_copy_says_the_same_whatever_it_was_made_of() -> None:
    """Also where the message is not what the error was made with."""
    errors = SourceThrottledError("later", 3), PreconditionFailedError(7), InvalidRequestError("no", "/a", code="odd")
    for error in errors:
        equal = copy(error)
        assert type(equal) is type(error)
        assert (str(equal), vars(equal)) == (str(error), vars(error))


def test_copy_has_no_frames_when_the_error_was_raised() -> None:
    """Neither its own nor those of its cause."""
    with pytest.raises(PreconditionFailedError) as raised:
        raise PreconditionFailedError(7) from ValueError("why")
    equal = copy(raised.value)
    assert (equal.__traceback__, equal.__cause__, equal.__context__) == (None, None, None)
