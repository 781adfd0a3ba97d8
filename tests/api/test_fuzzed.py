"""Every route is asked what its OpenAPI document says it takes, and what it says it does not."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from support.fixture_types import Fleet
from support.fleet_settings import ADMIN_KEY
from support.running_service import RunningService

CASES = int(os.environ.get("CML_FLEET_FUZZ_CASES", "500"))
ENDLESS = "/api/events/stream"
KEY = {"Authorization": f"Bearer {ADMIN_KEY}"}
RANDOM = CASES > 500
"""The short run asks the same every time, so that it cannot fail by chance; the long one looks around."""


CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "404", "409", "412", "422"]}}}
)
"""A value may be of the right form and still mean nothing here: a region, a cursor, a version. See `is_of_its_form`."""


def operations(address: str) -> list[APIOperation[Any, Any, Any, Any]]:
    """Every operation of the document but the stream, which has no end."""
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json", config=CONFIG).exclude(path=ENDLESS)
    return [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]


def fuzz(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, cases: int) -> None:
    """Ask so often; every check that schemathesis has must hold of every reply."""

    @settings(
        max_examples=cases,
        derandomize=not RANDOM,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        reply = case.call_and_validate(headers=KEY, timeout=20)
        assert mode is GenerationMode.NEGATIVE or is_of_its_form(reply), reply.text

    ask()


def is_of_its_form(reply: Response) -> bool:
    """Whether a reply to a request that fits the document refuses at most what a value means."""
    return reply.status_code not in {400, 422} or reply.json()["code"] != "invalid_request"


def takes_anything(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    """Whether there is anything in a request that could be wrong."""
    return bool(operation.body or operation.query or operation.path_parameters or operation.headers)


def rounds(address: str) -> Iterator[tuple[APIOperation[Any, Any, Any, Any], GenerationMode]]:
    """Every operation with what it takes, and with what it does not."""
    for operation in operations(address):
        yield operation, GenerationMode.POSITIVE
        if takes_anything(operation):
            yield operation, GenerationMode.NEGATIVE


@pytest.mark.timeout(3600)
async def test_fits_its_document_when_asked_anything(service: RunningService, fleet: Fleet) -> None:
    """No 5xx, no status, media type or body that the document does not state, and nothing wrong is accepted."""
    planned = await asyncio.to_thread(lambda: list(rounds(service.address)))
    failures: dict[str, str] = {}
    for operation, mode in planned:
        try:
            await asyncio.to_thread(fuzz, operation, mode, max(1, CASES // len(planned)))
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, operation.label
        except (FailureGroup, AssertionError) as found:  # collected, so that one run shows all there is to see
            failures[f"{operation.label} {mode.value}"] = str(found)
    assert failures == {}, "\n\n".join(f"{name}\n{text}" for name, text in failures.items())
