"""What the tests of jobs share."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from application.job.job_declaration import JobDeclaration
from fakes.fake_process import FakeWorld
from fakes.job_steps import Body, job_of

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def world() -> FakeWorld:
    """An empty database, at noon."""
    return FakeWorld()


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Every log line of the test."""
    with capture_logs() as captured:
        yield captured


@pytest.fixture
def declare() -> Callable[..., JobDeclaration]:
    """Declare a job that runs a function: `declare(body, name=..., ...)`."""

    def declared(body: Body, **options: Any) -> JobDeclaration:
        declaration = job_of(body, **options).__job__
        assert isinstance(declaration, JobDeclaration)
        return declaration

    return declared
