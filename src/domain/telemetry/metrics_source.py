"""The sources a worker is refreshed from."""

from enum import StrEnum


class MetricsSource(StrEnum):
    """Where a reading comes from: AWS for a whole scope at once, the controller of each worker for itself."""

    EC2 = "ec2"
    CLOUDWATCH = "cloudwatch"
    CML = "cml"
    LABS = "labs"


AWS_SOURCES = (MetricsSource.EC2, MetricsSource.CLOUDWATCH)
METRICS_SOURCES = (*AWS_SOURCES, MetricsSource.CML)
"""What a refresh reads that names no sources: labs are read at their own pace."""
OF_RUNNING_WORKERS = (MetricsSource.CLOUDWATCH, MetricsSource.CML, MetricsSource.LABS)
"""Nobody answers for an instance that does not run, and that is no failure."""
