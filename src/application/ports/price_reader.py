"""The port to AWS's prices."""

from collections.abc import Collection, Mapping
from typing import Protocol


class PriceReader(Protocol):
    """Reads the AWS Price List; it is the same for every account, but an account is needed to ask."""

    async def read_prices_async(
        self, account: str, region: str, instance_types: Collection[str]
    ) -> Mapping[str, float]:
        """US dollars per hour on demand, for Linux, by instance type: a call for each.

        Types that have no price in the region, or more than one, are left out. Raises one of the source errors.
        """
