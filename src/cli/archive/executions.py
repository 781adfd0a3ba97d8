"""Follows a run of the archive to its end."""

import time
from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.errors import CliError, TimedOutError
from cli.output import streams
from cli.output.columns import Record, text_at, value_at
from cli.output.figures import named_figures

ASKED_SECONDS = 1
"""How long the server is asked to wait: so often it is said what the run does."""
GOING_ON = frozenset({"pending", "running", "rate_limited"})
SUCCEEDED = frozenset({"completed", "completed_with_warnings"})


def followed(client: ApiClient, execution: Record, seconds: float) -> Record:
    """Look until the run has ended, and return it as it is then; say what it does meanwhile.

    Raises TimedOutError when it goes on for longer than `seconds`; it is not ended by that.
    """
    ends, said = time.monotonic() + seconds, ""
    while text_at(execution, "state") in GOING_ON:
        if time.monotonic() >= ends:
            raise TimedOutError(f"The run {text_at(execution, 'id')} goes on; `archive list` tells what it archived.")
        if (doing := text_at(execution, "progress", "text")) != said:
            streams.message(said := doing)
        path = f"/api/jobs/executions/{quote(text_at(execution, 'id'), safe='')}"
        execution = client.get(path, {"wait": ASKED_SECONDS})
    return execution


def show_end(execution: Record) -> None:
    """Say what a run that has ended did; raises CliError where it did not succeed."""
    state = text_at(execution, "state")
    if state not in SUCCEEDED:
        why = text_at(execution, "error", "message") or text_at(execution, "reason") or "no reason was told"
        raise CliError(f"The run ended as {state.replace('_', ' ')}: {why}.")
    for warning in value_at(execution, "warnings") or ():
        streams.message(f"Warning: {text_at(warning, 'message')}.")
    streams.write_line(named_figures(value_at(execution, "result")))
