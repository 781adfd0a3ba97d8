"""One order for many instances: who is left out, and how often EC2 is asked."""

from collections.abc import Sequence

import pytest

from application.instance.instance_orders import MOST_UNNAMED, InstanceOrders, Ordered
from application.ports.source_errors import RequestRefusedError
from domain.errors import SourceUnavailableError
from fakes.fake_clock import FakeClock

IDS = [f"i-{number:017x}" for number in range(200)]
HALVINGS = 8
"""Of 200, until one is left."""


class Pool:
    """An EC2 that starts all or none, and has room for so many, or will not have some."""

    def __init__(self, room: int = len(IDS), refused: Sequence[str] = ()) -> None:
        self.room = room
        self.calls = 0
        self._refused = set(refused)

    async def order(self, instance_ids: Sequence[str]) -> int:
        """Take the order, or refuse it without naming anybody."""
        self.calls += 1
        if len(instance_ids) > self.room or self._refused.intersection(instance_ids):
            raise RequestRefusedError("refused", "InsufficientInstanceCapacity", "no room", frozenset())
        self.room -= len(instance_ids)
        return len(instance_ids)


async def ordered_of(pool: Pool) -> Ordered[int]:
    """Order all of them."""

    async def told(_: Sequence[str], error: SourceUnavailableError) -> None:
        raise AssertionError(error)

    return await InstanceOrders(FakeClock()).order_async(IDS, pool.order, told)


@pytest.mark.parametrize("room", [0, 1, 77, 128, 199])
async def test_asks_seldom_when_there_is_no_room(room: int) -> None:
    """Each instance is started or refused; as many as there is room for, or nearly, in a bounded number of calls."""
    pool = Pool(room)
    ordered = await ordered_of(pool)
    taken = [each for part, _ in ordered.taken for each in part]
    assert sorted([*taken, *ordered.refused]) == IDS
    assert room - len(taken) <= room // 10
    assert pool.calls <= MOST_UNNAMED + 2 * HALVINGS


async def test_finds_two_among_many_that_nobody_names() -> None:
    """The bound on the calls leaves room for that."""
    bad = [IDS[0], IDS[199]]
    assert sorted((await ordered_of(Pool(refused=bad))).refused) == bad
