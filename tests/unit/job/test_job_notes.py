"""What the notes say of the jobs is true."""

from application.registration import application_classes
from application.use_cases import use_cases_among
from support.job_notes import COMMITTED, current_notes


def test_committed_table_is_that_of_this_version() -> None:
    """A change of a job shows in the difference of notes/jobs.md."""
    assert COMMITTED.read_text() == current_notes(), "run `make jobs`, and look at the difference"


def test_every_job_says_what_it_does() -> None:
    """In the first sentence of its class."""
    jobs = use_cases_among(application_classes()).jobs.jobs
    assert [job.name for job in jobs if not job.job_class.__doc__] == []
