"""EC2's reasons for a state, said to people."""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Server.InsufficientInstanceCapacity": "AWS had no free host of this type: try another zone, or later",
        "Server.InternalError": "AWS failed to start the instance: start it again",
        "Server.ScheduledStop": "AWS stopped the instance because its host was retired: start it again",
        "Server.SpotInstanceShutdown": "AWS stopped the spot instance because it wanted the capacity back",
        "Server.SpotInstanceTermination": "AWS terminated the spot instance because it wanted the capacity back",
        "Client.InstanceInitiatedShutdown": "the instance was shut down from its operating system",
        "Client.InstanceTerminated": "the instance was terminated or rebooted while an image was made of it",
        "Client.InternalError": "the instance could not start: its volumes may be encrypted with a key it may not use",
        "Client.InvalidSnapshot.NotFound": "the snapshot of a volume was not found",
        "Client.UserInitiatedHibernate": "somebody with access to the AWS account hibernated the instance",
        "Client.UserInitiatedShutdown": "somebody with access to the AWS account stopped or terminated the instance",
        "Client.VolumeLimitExceeded": "the account's limit on volumes was reached: delete some, or have it raised",
        "User initiated": "somebody with access to the AWS account stopped or terminated the instance",
    }
)
"""By the code that EC2's text begins with (Amazon EC2 API Reference, StateReason; StateTransitionReason)."""


def words_for(status_reason: str) -> str:
    """Say what EC2's own text means; the text itself where it is not known, "" where there is none."""
    known = (words for code, words in WORDS.items() if _begins_with(status_reason, code))
    return next(known, status_reason)


def _begins_with(text: str, code: str) -> bool:
    return text.startswith(code) and text[len(code) : len(code) + 1] in {"", ":", " "}
