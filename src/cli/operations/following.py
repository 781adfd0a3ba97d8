"""Follows an operation to its end."""

from urllib.parse import quote

from cli import following
from cli.connection.api_client import ApiClient
from cli.errors import CliError
from cli.following import Progress
from cli.output.columns import Record, text_at, value_at


def operation_path(operation_id: str) -> str:
    """Return the path of an operation."""
    return f"/api/operations/{quote(operation_id, safe='')}"


def followed(client: ApiClient, operation: Record, seconds: float) -> Record:
    """Wait for the end of `operation`, and return it as it is then; TimedOutError when it goes on for longer."""
    operation_id = text_at(operation, "id")
    still = f"Operation {operation_id} goes on; cml-fleet operations wait tells its end."
    return following.followed(client, operation_path(operation_id), operation, seconds, _progress, still)


def failure_of(operation: Record) -> CliError | None:
    """Return what a finished operation ends the command with; None where all went well."""
    if failure := value_at(operation, "failure"):
        return CliError(f"The operation failed: {failure.get('message')}.")
    failed = value_at(operation, "failed") or 0
    return CliError(f"{failed} of {len(value_at(operation, 'targets') or ())} failed.") if failed else None


def _progress(operation: Record) -> Progress:
    done, failed, waiting = (value_at(operation, name) or 0 for name in ("done", "failed", "waiting"))
    return Progress(_doing(operation), done + failed, done + failed + waiting)


def _doing(operation: Record) -> str:
    """Return what is done, and of a single target at which step it is."""
    command, targets = text_at(operation, "command"), list(value_at(operation, "targets") or ())
    step = text_at(targets[0], "step") if len(targets) == 1 else ""
    return f"{command}: {step}" if step else command
