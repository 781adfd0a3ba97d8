"""What can go wrong, and the exit code that says so."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process ends with."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_ALLOWED = 4
    CONFLICT = 5
    TIMED_OUT = 6
    UNREACHABLE = 7


class CliError(Exception):
    """A command could not be done; its text is one sentence for the person who typed it."""

    exit_code = ExitCode.FAILED


class UsageError(CliError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class NotFoundError(CliError):
    """The server knows no such thing."""

    exit_code = ExitCode.NOT_FOUND


class NotAllowedError(CliError):
    """The key is missing, wrong, or its role too low."""

    exit_code = ExitCode.NOT_ALLOWED


class ConflictError(CliError):
    """The thing is in a state that forbids it."""

    exit_code = ExitCode.CONFLICT


class TimedOutError(CliError):
    """The server did not answer in time."""

    exit_code = ExitCode.TIMED_OUT


class UnreachableError(CliError):
    """Nobody answers at the server's address."""

    exit_code = ExitCode.UNREACHABLE


class OverloadedError(CliError):
    """The server cannot serve now and may later; `retry_after_seconds` is its own wish, 0 when it has none."""

    def __init__(self, message: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class OutputClosedError(CliError):
    """Whoever read standard output has gone: the end of the work, not a failure."""

    exit_code = ExitCode.OK
