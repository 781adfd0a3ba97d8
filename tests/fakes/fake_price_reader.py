"""AWS's prices as a dictionary."""

from collections.abc import Collection, Mapping


class FakePriceReader:
    """`prices` are by region and type; `errors` are raised for regions; `asked` are the regions in order."""

    def __init__(self) -> None:
        self.prices: dict[tuple[str, str], float] = {}
        self.errors: dict[str, Exception] = {}
        self.asked: list[tuple[str, str]] = []

    async def read_prices_async(
        self, account: str, region: str, instance_types: Collection[str]
    ) -> Mapping[str, float]:
        """What `prices` holds."""
        self.asked.append((account, region))
        if region in self.errors:
            raise self.errors[region]
        return {name: self.prices[region, name] for name in instance_types if (region, name) in self.prices}
