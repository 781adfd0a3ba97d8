"""The examination as a document."""

from collections.abc import Sequence
from typing import Any

from application.doctor.examination import Diagnosis
from application.doctor.finding import Outcome

BY_SEVERITY = (Outcome.FAILED, Outcome.WARNING)


def report_of(diagnoses: Sequence[Diagnosis]) -> dict[str, Any]:
    """Return every check with its finding, and the worst outcome as that of the whole."""
    found = {diagnosis.finding.outcome for diagnosis in diagnoses}
    worst = next((outcome for outcome in BY_SEVERITY if outcome in found), Outcome.OK)
    return {"outcome": worst.value, "checks": [_check(diagnosis) for diagnosis in diagnoses]}


def _check(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "name": diagnosis.name,
        "subject": diagnosis.subject,
        "outcome": diagnosis.finding.outcome.value,
        "sentence": diagnosis.finding.sentence,
        "cure": diagnosis.finding.cure,
        "facts": dict(diagnosis.finding.facts),
        "seconds": diagnosis.seconds,
    }
