"""The names of instance types."""

import pytest

from simulator.fleet.catalogue import INSTANCE_TYPES, is_instance_type


@pytest.mark.parametrize("name", [*INSTANCE_TYPES, "t3.nano", "c7i.metal-24xl", "u-6tb1.56xlarge", "m1.small"])
def test_knows_a_type_when_it_could_be_one(name: str) -> None:
    """Types beyond those that the fleet uses are types, too."""
    assert is_instance_type(name)


@pytest.mark.parametrize("name", ["", "huge", "c5", "c5.", "c5.huge", "C5.large", "c5.large ", "c5.large\n"])
def test_knows_no_type_when_it_could_not_be_one(name: str) -> None:
    """A family without a number, a size that is none, or anything around it."""
    assert not is_instance_type(name)
