"""The port PriceReader on boto3."""

from collections.abc import Collection, Mapping
from typing import Any

from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import PRICING, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.concurrent_calls import map_concurrently
from integration.aws.price_replies import single_price

ENDPOINT_REGION = "us-east-1"
"""One of the few with an endpoint; each tells all regions (AWS General Reference, "AWS Price List Service")."""
SERVICE_CODE = "AmazonEC2"
MOST_PRODUCTS = 100


class AwsPriceReader:
    """Reads GetProducts, a call for each type: what it would tell of a region as a whole is a thousand pages long."""

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients
        self._at_most = clients.configuration.threads_per_client

    async def read_prices_async(
        self, account: str, region: str, instance_types: Collection[str]
    ) -> Mapping[str, float]:
        """Prices by type. Raises one of the source errors."""
        scope = AwsScope(account, ENDPOINT_REGION)

        async def read(instance_type: str) -> tuple[str, float | None]:
            return instance_type, await self._clients.run(_call(scope, region, instance_type))

        found = await map_concurrently(read, sorted(instance_types), self._at_most)
        return {instance_type: usd for instance_type, usd in found if usd is not None}


def _call(scope: AwsScope, region: str, instance_type: str) -> AwsCall[float | None]:
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in _terms(region, instance_type)]
    parameters: dict[str, Any] = {"ServiceCode": SERVICE_CODE, "Filters": filters, "MaxResults": MOST_PRODUCTS}
    return AwsCall(
        scope,
        PRICING,
        "GetProducts",
        lambda client: client.get_products(**parameters),
        lambda reply: single_price(reply, instance_type),
    )


def _terms(region: str, instance_type: str) -> list[tuple[str, str]]:
    """Choose one product: Linux on demand, used and not reserved, without software on it.

    The attributes are those of the Price List of AmazonEC2. Bare metal is listed under the tenancy Dedicated, though
    that is all there is of it; so asks also github.com/aws/karpenter-provider-aws (pkg/providers/pricing/pricing.go).
    """
    tenancy = "Dedicated" if ".metal" in instance_type else "Shared"
    return [
        ("regionCode", region),
        ("instanceType", instance_type),
        ("operatingSystem", "Linux"),
        ("preInstalledSw", "NA"),
        ("capacitystatus", "Used"),
        ("marketoption", "OnDemand"),
        ("tenancy", tenancy),
    ]
