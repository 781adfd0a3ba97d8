"""What the domain refuses, as exceptions. One behavior maps them to operation results."""

from collections.abc import Sequence
from typing import Self


class DomainError(Exception):
    """A rule of the fleet was broken; the message is a sentence for the person who asked.

    `retry_after_seconds` is how long to wait before asking again, where that may help and the time is known.
    """

    code = "domain_error"
    retry_after_seconds: float | None = None

    def __copy__(self) -> Self:
        """An equal error to be kept, or raised again: without the frames this one came through, and all they hold."""
        equal = type(self).__new__(type(self), *self.args)
        vars(equal).update(vars(self))
        return equal


class NotFoundError(DomainError):
    """The thing asked for does not exist (any more)."""

    code = "not_found"


class ConflictError(DomainError):
    """The request contradicts the present state; asking again after a look may succeed."""

    code = "conflict"


class PreconditionFailedError(DomainError):
    """The thing asked for is no longer at a version that the request was made for; it is at `current_version`."""

    code = "precondition_failed"

    def __init__(self, current_version: int) -> None:
        super().__init__(f"it was changed meanwhile and is at version {current_version} now; look again")
        self.current_version = current_version


class InvalidRequestError(DomainError):
    """A value cannot be accepted; `pointer` is the JSON pointer (RFC 6901) of the value."""

    code = "invalid_request"

    def __init__(self, message: str, pointer: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.code = code or InvalidRequestError.code


class InvalidValuesError(InvalidRequestError):
    """Values cannot be accepted; `faults` are their JSON pointers, and why each cannot."""

    def __init__(self, faults: Sequence[tuple[str, str]], code: str) -> None:
        one = "a value cannot be accepted"
        super().__init__(one if len(faults) == 1 else f"{len(faults)} values cannot be accepted", code=code)
        self.faults = faults


class InvalidCursorError(InvalidRequestError):
    """A list's cursor was not made by this service, or for another list."""

    def __init__(self) -> None:
        super().__init__("the cursor is not one that this list gave out", pointer="cursor", code="invalid_cursor")


class PermissionDeniedError(DomainError):
    """The principal's role is too low for what was asked."""

    code = "permission_denied"


class SourceUnavailableError(DomainError):
    """A source outside (EC2, CloudWatch, the database) could not answer."""

    code = "source_unavailable"

    def __init__(self, message: str, *, code: str | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.code = code or SourceUnavailableError.code
        self.retry_after_seconds = retry_after_seconds
