"""ChangedCordons: the workers whose cordons were asked to change."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangedCordons:
    """The workers in JSON (WorkerReply), changed or not."""

    workers: Sequence[bytes]
