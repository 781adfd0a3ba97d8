"""Every route is asked what its OpenAPI document says it takes, and what it says it does not."""

import asyncio
import os
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from support.fixture_types import Serve
from support.fleet_settings import ADMIN_KEY

Operation = APIOperation[Any, Any, Any, Any]

CASES = int(os.environ.get("CML_FLEET_FUZZ_CASES", "500"))
FIRST_SEED = int(os.environ.get("CML_FLEET_FUZZ_SEED", "1"))
"""The same cases every time, so that no run fails by chance; another seed looks elsewhere."""

PATIENCE_SECONDS = 60
"""With a database that other work keeps busy: what is asked here is not how fast it is."""

ENDLESS = "/api/events/stream"
KEY = {"Authorization": f"Bearer {ADMIN_KEY}"}
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "404", "409", "412", "422"]}}}
)
"""A value may be of the right form and still mean nothing here: a region, a cursor, a version. See `is_of_its_form`."""


def rounds(address: str) -> Iterator[tuple[Operation, GenerationMode]]:
    """Every operation but the stream, which has no end: with what it takes, and with what it does not."""
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json", config=CONFIG).exclude(path=ENDLESS)
    for operation in (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)):
        yield operation, GenerationMode.POSITIVE
        if operation.body or operation.query or operation.path_parameters or operation.headers:
            yield operation, GenerationMode.NEGATIVE


def is_of_its_form(reply: Response) -> bool:
    """Whether a reply to a request that fits the document refuses at most what a value means."""
    return reply.status_code not in {400, 422} or reply.json()["code"] != "invalid_request"


def is_in_the_url(case: Case[Any], reply: Response) -> bool:
    """Whether all parameters were sent: a parameter that is an empty list is not, and so what is wrong with it."""
    sent = parse_qs(urlsplit(str(reply.request.url)).query, keep_blank_values=True)
    return set(case.query or ()) <= sent.keys()


def fuzz(operation: Operation, mode: GenerationMode, cases: int, number: int) -> int:
    """Ask so often, or less where there is no more to ask; all that schemathesis checks must hold of every reply."""
    asked = 0

    @seed(number)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        nonlocal asked
        asked += 1
        reply = case.call(headers=KEY, timeout=PATIENCE_SECONDS)
        if is_in_the_url(case, reply):
            case.validate_response(reply)
        assert mode is GenerationMode.NEGATIVE or is_of_its_form(reply), reply.text

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label
    return asked


@pytest.mark.timeout(3600)
async def test_fits_its_document_when_asked_anything(serve: Serve) -> None:
    """No 5xx, no status, media type or body that the document does not state, and nothing wrong is accepted."""
    service = await serve(mongodb_timeout_seconds=PATIENCE_SECONDS)
    assert (await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).status_code == 200
    planned = await asyncio.to_thread(lambda: list(rounds(service.address)))
    asked, failures = 0, dict[str, str]()
    for number in count(FIRST_SEED):
        each = 1 + (CASES - asked) // len(planned)
        for operation, mode in planned:
            try:
                asked += await asyncio.to_thread(fuzz, operation, mode, each, number)
            except (FailureGroup, AssertionError) as found:  # collected: one run shows all there is to see
                failures[f"{operation.label} {mode.value}"] = str(found)
        if asked >= CASES or failures:
            break
    assert failures == {}, "\n\n".join(f"{name}\n{text}" for name, text in failures.items())
