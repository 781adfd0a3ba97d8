"""What runs answer with: declared by the job, kept with its record, described for everybody."""

from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_declaration import JobDeclaration
from application.job.job_run import JobResult, JobRun
from application.job.result_types import any_result, result_document, result_schema, result_type_of
from application.registration import application_classes
from application.telemetry.labs_refresh_job import LabsRefreshJob, LabsRefreshResult
from application.use_cases import use_cases_among
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import Counted, ran, record

JOBS = use_cases_among(application_classes()).jobs
LABS = LabsRefreshResult(worker_count=25, labs_updated=2, errors_count=0)


@pytest.mark.parametrize("job", JOBS.jobs, ids=lambda job: job.name)
def test_every_job_says_what_each_of_its_figures_counts(job: JobDeclaration) -> None:
    """A whole number with a sentence: no job answers with names that nobody has described."""
    schema = result_schema(job.job_class.result_type())
    assert schema["properties"], job.name
    assert list(schema["properties"]) == [field.name for field in fields(job.job_class.result_type())]
    assert {each["type"] for each in schema["properties"].values()} == {"integer"}
    assert all(each["description"] for each in schema["properties"].values())


def test_a_job_declares_what_it_answers_with_where_it_does_its_work() -> None:
    """The type of its method is the type of its results."""
    assert LabsRefreshJob.result_type() is LabsRefreshResult
    assert JOBS.result_schemas()["LabsRefreshResult"] == result_schema(LabsRefreshResult)


def test_a_job_is_refused_when_it_does_not_say_what_it_answers_with() -> None:
    """At its declaration, by its name; an answer that is no result is none."""

    class SilentJob(RecurrentBackgroundJob):
        async def run_every(self, run: JobRun):  # type: ignore[no-untyped-def]  # that is the fault
            return JobResult()

    with pytest.raises(TypeError, match="must say what it answers with"):
        backgroundjob(task_type="recurrent", interval=60)(SilentJob)

    async def counting() -> int:
        raise AssertionError

    with pytest.raises(TypeError, match="counting must say what it answers with"):
        result_type_of(counting)


@pytest.mark.parametrize(
    "document",
    [result_document(LABS), {"labs_updated": 2}, {"labs": {"updated": 2}}, {}],
    ids=["of this version", "with fewer figures", "of a job that is gone", "without figures"],
)
def test_the_result_of_any_version_fits_what_is_said_of_results(document: dict[str, Any]) -> None:
    """Records outlive the versions that wrote them."""
    schemas = JOBS.result_schemas()
    schema = {"anyOf": any_result(schemas, "#/$defs/{model}"), "$defs": schemas}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


async def test_event_and_record_keep_the_same_figures(world: FakeWorld) -> None:
    """By the names of the fields; a run that has not answered has no result."""
    seen: list[Any] = []

    async def work(run: JobRun) -> JobResult:
        seen.append(record(world).result)
        return Counted(worker_count=25)

    process: FakeProcess = await ran(world, work)
    [told] = [event.cloud_event["data"] for event in process.heard if event.short_type == "job.completed"]
    assert (seen, record(world).result, told["result"]) == ([None], {"worker_count": 25}, {"worker_count": 25})
