"""How a source outside may fail. Adapters translate their driver's errors into these."""

from domain.errors import SourceUnavailableError


class SourceThrottledError(SourceUnavailableError):
    """The source asked for fewer calls; `retry_after_seconds` says how long to wait."""

    code = "throttled"

    def __init__(self, message: str, retry_after_seconds: float) -> None:
        super().__init__(message, code=self.code, retry_after_seconds=retry_after_seconds)


class SourceUnauthorizedError(SourceUnavailableError):
    """The credentials are missing, expired, or lack a permission; `missing_action` names it where known."""

    code = "unauthorized"

    def __init__(self, message: str, missing_action: str | None = None) -> None:
        super().__init__(message, code=self.code)
        self.missing_action = missing_action


class SourceUnreachableError(SourceUnavailableError):
    """No answer within the deadline, no connection, or the source's own fault (HTTP 5xx)."""

    code = "unreachable"

    def __init__(self, message: str) -> None:
        super().__init__(message, code=self.code)


class SourceReplyInvalidError(SourceUnavailableError):
    """An answer came and makes no sense."""

    code = "invalid_reply"

    def __init__(self, message: str) -> None:
        super().__init__(message, code=self.code)


class RequestRefusedError(SourceReplyInvalidError):
    """The source understood what was asked and refused it, as `reason_code` and `reason` say in its own words.

    `named` are the words of `reason`: what was to blame for it is among them where the source says so.
    """

    def __init__(self, message: str, reason_code: str, reason: str, named: frozenset[str]) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.reason = reason
        self.named = named
