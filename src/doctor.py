"""The service's own look at itself: says on standard output, as JSON, what `cml-fleet doctor` and `config` show.

A second composition root beside `main`: it sees settings and adapters, serves nothing, and works when the service
cannot start.
"""

import asyncio
import os
import sys
from dataclasses import asdict
from typing import Any

import orjson

from application.clock import Clock
from application.read_settings import read_settings
from application.settings_report import settings_report
from application.settings_variables import unknown_variables, variable_of

SETTINGS = "settings"
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


def settings_document() -> dict[str, Any]:
    """Return every setting with its source, what is wrong with them, and the variables that nothing reads."""
    reading = read_settings()
    report = settings_report(reading.settings, reading.wrong)
    return {
        "settings": [{"setting": variable_of(name), **shown} for name, shown in report.items()],
        "problems": [asdict(problem) for problem in reading.problems],
        "unknown": [asdict(problem) for problem in unknown_variables(os.environ)],
    }


async def examine_async() -> dict[str, Any]:
    """Run every check."""
    from application.doctor.check import Step
    from application.doctor.examination import Examination
    from application.doctor.report import report_of
    from application.doctor.settings_check import SettingsCheck
    from integration.doctor_steps import doctor_steps

    clock, reading = Clock(), read_settings()
    settings = Step(SettingsCheck(reading, list(unknown_variables(os.environ))))
    async with doctor_steps(reading.settings, clock) as steps:
        return report_of(await Examination(clock).examine_async([settings, *steps]))


def main() -> int:
    """Write the document; what it says is no matter of the exit code."""
    try:
        document = settings_document() if sys.argv[1:] == [SETTINGS] else asyncio.run(examine_async())
    except KeyboardInterrupt:
        return INTERRUPTED
    sys.stdout.buffer.write(orjson.dumps(document) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
