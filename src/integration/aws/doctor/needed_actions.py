"""What the service must be allowed to do, each with a way to try it that harms nobody and costs next to nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from integration.aws.aws_call import CLOUDWATCH, EC2, PRICING
from integration.aws.aws_configuration import AwsConfiguration
from integration.aws.aws_price_reader import SERVICE_CODE
from integration.aws.cloudwatch_queries import CPU, MetricQuery, parameters_of
from integration.aws.cloudwatch_window import CloudWatchWindow

SMALL_PAGE = 5
"""The fewest that EC2 takes (Amazon EC2 API Reference, MaxResults)."""
NO_INSTANCE = "i-00000000000000000"


class NeededAction(NamedTuple):
    """An operation of a service, and the call that tries it."""

    service: str
    operation: str
    ask: Callable[[Any], Mapping[str, Any]]

    @property
    def action(self) -> str:
        """As policies name it."""
        return f"{self.service}:{self.operation}"


EC2_ACTIONS = (
    NeededAction(EC2, "DescribeInstances", lambda client: client.describe_instances(MaxResults=SMALL_PAGE)),
    NeededAction(EC2, "DescribeInstanceStatus", lambda client: client.describe_instance_status(MaxResults=SMALL_PAGE)),
    NeededAction(EC2, "DescribeImages", lambda client: client.describe_images(Owners=["self"], MaxResults=SMALL_PAGE)),
    NeededAction(EC2, "DescribeInstanceTypes", lambda client: client.describe_instance_types(MaxResults=SMALL_PAGE)),
)


def cloudwatch_actions(now: datetime, configuration: AwsConfiguration) -> tuple[NeededAction, ...]:
    """Ask for one metric of an instance that nobody has, as it would be asked of one that somebody has."""
    query = MetricQuery("doctor", NO_INSTANCE, CPU)
    parameters = parameters_of([query], CloudWatchWindow.before(now, configuration))
    return (NeededAction(CLOUDWATCH, "GetMetricData", lambda client: client.get_metric_data(**parameters)),)


PRICE_ACTIONS = (
    NeededAction(PRICING, "GetProducts", lambda client: client.get_products(ServiceCode=SERVICE_CODE, MaxResults=1)),
)
"""Asked only where the catalogue is to hold prices."""
ALL_ACTIONS = (*(needed.action for needed in EC2_ACTIONS), f"{CLOUDWATCH}:GetMetricData")
