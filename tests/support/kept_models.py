"""The models of AWS, read once in a process: reading them is most of what the first calls of an app cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from botocore import loaders

from integration.aws import aws_sessions


@contextmanager
def kept_models() -> Iterator[None]:
    """Let all sessions of the process share a loader, those of the product and those that boto3 makes."""
    with pytest.MonkeyPatch.context() as patch:
        keep_models(patch)
        yield


def keep_models(patch: pytest.MonkeyPatch) -> None:
    """Do so until the patch is undone."""
    shared = cache(loaders.create_loader)
    patch.setattr(loaders, "create_loader", shared)
    patch.setattr(aws_sessions, "create_loader", shared)
