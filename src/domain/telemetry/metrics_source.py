"""The sources a worker is refreshed from."""

from enum import StrEnum


class MetricsSource(StrEnum):
    """Where a reading comes from."""

    EC2 = "ec2"
    CLOUDWATCH = "cloudwatch"
    LABS = "labs"


AWS_SOURCES = (MetricsSource.EC2, MetricsSource.CLOUDWATCH)
