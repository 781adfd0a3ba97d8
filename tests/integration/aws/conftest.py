"""Credentials that open nothing, and AWS clients that end with their test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from application.clock import Clock
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsConfiguration

Connect = Callable[..., AwsClients]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign with keys from the environment, and let no file or metadata service of this machine have a say."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing-that-opens-anything")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make AWS clients for an endpoint, with the configuration's fields as options."""
    with ExitStack() as stack:

        def make(endpoint_url: str, clock: Clock | None = None, **options: Any) -> AwsClients:
            clients = AwsClients(AwsConfiguration(endpoint_url=endpoint_url, **options), clock or Clock())
            stack.callback(clients.close)
            return clients

        yield make
