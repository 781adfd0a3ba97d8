"""Asks the service's own program, as a process: it sees settings and drivers, which the command line does not."""

import json
import os
import subprocess

from cli.errors import CliError
from cli.output.columns import Record
from cli.python_program import module_command, program_environment

PROGRAM = "doctor"


def ask_service(*arguments: str) -> Record:
    """Run it in this environment and return the JSON object it writes. Raises CliError when it fails.

    What it says on standard error is seen as it is.
    """
    command, environment = module_command(PROGRAM, *arguments), program_environment(os.environ)
    finished = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)  # noqa: S603  # our own
    try:
        document = json.loads(finished.stdout)
    except ValueError as error:
        raise CliError("The service's program failed before it could say anything.") from error
    if not isinstance(document, dict):
        raise CliError("The service's program said nothing that makes sense.")
    return document
