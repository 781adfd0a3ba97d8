"""What happens to operations in tests."""

from collections.abc import Sequence

from domain.operation.operation import Operation
from fakes.fake_clock import NOON


def started_operation(number: int = 1, targets: Sequence[str] = ("w1", "w2")) -> Operation:
    """An operation on some targets that nobody has carried out yet."""
    return Operation.start(
        f"operation-{number}",
        NOON,
        command="workers.refresh",
        requested_by="key:ops",
        targets=targets,
        parameters={"sources": ["ec2"]},
    )
