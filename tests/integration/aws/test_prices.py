"""AWS's prices, from a server that stands in for the Price List: neither moto nor the simulator has it."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from application.ports.source_errors import SourceReplyInvalidError, SourceUnauthorizedError
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_price_reader import AwsPriceReader
from support.aws_stand_in import standing_in

METAL, VIRTUAL = "m5zn.metal", "c5.2xlarge"


def product(instance_type: str, *prices: str, unit: str = "Hrs", currency: str = "USD") -> str:
    """A product as the Price List writes it, with as many terms on demand as prices."""
    terms = {
        f"SKU.{number}": {"priceDimensions": {f"SKU.{number}.6YS": {"unit": unit, "pricePerUnit": {currency: price}}}}
        for number, price in enumerate(prices)
    }
    attributes = {"instanceType": instance_type, "regionCode": "eu-west-1", "tenancy": "Shared"}
    described = {"productFamily": "Compute Instance", "attributes": attributes, "sku": "SKU"}
    return json.dumps({"product": described, "serviceCode": "AmazonEC2", "terms": {"OnDemand": terms, "Reserved": {}}})


class PriceList:
    """Tells of each type the products it was given; keeps what it was asked for."""

    def __init__(self) -> None:
        self.products: dict[str, list[str]] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.targets: set[str] = set()
        self.scopes: set[str] = set()
        self.refused = False

    async def handle(self, request: web.Request) -> web.Response:
        """Reply."""
        self.targets.add(request.headers["X-Amz-Target"])
        self.scopes.add("/".join(request.headers["Authorization"].split("/")[2:4]))
        if self.refused:
            message = "User: someone is not authorized to perform: pricing:GetProducts"
            return web.json_response({"__type": "AccessDeniedException", "Message": message}, status=400)
        wanted = json.loads(await request.read())
        terms = {each["Field"]: each["Value"] for each in wanted["Filters"] if each["Type"] == "TERM_MATCH"}
        self.asked[terms["instanceType"]] = terms
        listed = self.products.get(terms["instanceType"], [])
        return web.json_response({"FormatVersion": "aws_v1", "PriceList": listed})


@pytest.fixture
def listed() -> PriceList:
    """What is told."""
    return PriceList()


@pytest.fixture
async def prices(listed: PriceList, connect: Callable[..., AwsClients]) -> AsyncIterator[AwsPriceReader]:
    """The adapter."""
    async with standing_in(listed.handle) as address:
        yield AwsPriceReader(connect(address, max_attempts=1))


async def test_reads_the_price_of_each_type(listed: PriceList, prices: AwsPriceReader) -> None:
    """One product of a type may cost nothing: it is another way to pay for the same; its price on demand counts."""
    listed.products = {VIRTUAL: [product(VIRTUAL, "0.0000000000"), product(VIRTUAL, "0.3880000000")]}
    listed.products[METAL] = [product(METAL, "3.9641000000")]
    assert await prices.read_prices_async("default", "eu-west-1", [METAL, VIRTUAL]) == {METAL: 3.9641, VIRTUAL: 0.388}
    assert listed.targets == {"AWSPriceListService.GetProducts"}
    assert listed.scopes == {"us-east-1/pricing"}


async def test_asks_for_linux_on_demand(listed: PriceList, prices: AwsPriceReader) -> None:
    """Bare metal is listed as dedicated, though nothing else of it can be had."""
    await prices.read_prices_async("default", "eu-west-1", [METAL, VIRTUAL])
    usual = {
        "regionCode": "eu-west-1",
        "operatingSystem": "Linux",
        "preInstalledSw": "NA",
        "capacitystatus": "Used",
        "marketoption": "OnDemand",
    }
    assert listed.asked == {
        METAL: {**usual, "instanceType": METAL, "tenancy": "Dedicated"},
        VIRTUAL: {**usual, "instanceType": VIRTUAL, "tenancy": "Shared"},
    }


@pytest.mark.parametrize(
    "products",
    [
        [],
        [product(VIRTUAL, "0.3", "0.4")],
        [product(VIRTUAL, "0.3"), product(VIRTUAL, "0.4")],
        [product(METAL, "0.3")],
        [product(VIRTUAL, "0.3", unit="Quantity")],
        [product(VIRTUAL, "0.3", currency="CNY")],
        [product(VIRTUAL, "NaN")],
    ],
)
async def test_knows_no_price_when_there_is_none_or_a_choice(
    listed: PriceList, prices: AwsPriceReader, products: list[str]
) -> None:
    """No price is guessed: not of several, nor of another type, unit or currency."""
    listed.products = {VIRTUAL: products}
    assert await prices.read_prices_async("default", "eu-west-1", [VIRTUAL]) == {}


@pytest.mark.parametrize(
    "garbage", ["", "[]", "{}", '{"product": {"attributes": {}}, "terms": 1}', product(VIRTUAL, "much")]
)
async def test_tells_garbage(listed: PriceList, prices: AwsPriceReader, garbage: str) -> None:
    """What cannot be read is a failure in words, never a crash."""
    listed.products = {VIRTUAL: [garbage]}
    with pytest.raises(SourceReplyInvalidError):
        await prices.read_prices_async("default", "eu-west-1", [VIRTUAL])


async def test_names_the_permission_when_it_is_refused(listed: PriceList, prices: AwsPriceReader) -> None:
    """It is one that nothing else needs."""
    listed.refused = True
    with pytest.raises(SourceUnauthorizedError) as refused:
        await prices.read_prices_async("default", "eu-west-1", [VIRTUAL])
    assert refused.value.missing_action == "pricing:GetProducts"


async def test_asks_nothing_when_no_type_is_asked_for(listed: PriceList, prices: AwsPriceReader) -> None:
    """No types, no prices."""
    found: Any = await prices.read_prices_async("default", "eu-west-1", [])
    assert (found, listed.asked) == ({}, {})
