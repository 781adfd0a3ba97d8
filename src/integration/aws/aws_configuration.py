"""How AWS is reached: the accounts, the endpoint, and the bounds on every call."""

from dataclasses import dataclass

SECONDS_PER_MINUTE = 60
BASIC_MONITORING_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsAccount:
    """One AWS account and how its credentials are found.

    `profile` names a profile of the AWS configuration files; None means boto3's usual chain (environment,
    default profile, container, instance role). With `role_arn` those credentials assume that role, and
    `external_id` is passed along (IAM User Guide, "Access to AWS accounts owned by third parties").
    """

    name: str = "default"
    role_arn: str | None = None
    profile: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsConfiguration:
    """Everything the AWS adapters may be told.

    `endpoint_url` replaces the endpoints of every service; None means AWS. `threads_per_client` bounds the
    calls in flight to one service in one region of one account. `call_deadline_seconds` covers one call with
    its retries; one whose credentials were refused is not made again for `refused_interval_seconds`.
    `cloudwatch_settle_seconds` is how long a period must be over before sums over several data points are
    trusted. Raises ValueError for a `cloudwatch_period_seconds` that figures cannot be read with.
    """

    accounts: tuple[AwsAccount, ...] = (AwsAccount(),)
    endpoint_url: str | None = None
    threads_per_client: int = 4
    connect_timeout_seconds: float = 3.0
    read_timeout_seconds: float = 10.0
    max_attempts: int = 3
    call_deadline_seconds: float = 10.0
    refused_interval_seconds: float = 300.0
    page_size: int = 200
    cloudwatch_period_seconds: int = BASIC_MONITORING_SECONDS
    cloudwatch_lookback_seconds: int = 1200
    cloudwatch_settle_seconds: int = 120
    user_agent: str = "cml-fleet"

    def __post_init__(self) -> None:
        period = self.cloudwatch_period_seconds
        if period != SECONDS_PER_MINUTE and (period <= 0 or period % BASIC_MONITORING_SECONDS):
            raise ValueError(
                f"the CloudWatch period of {period} s cannot be used: EC2 writes a data point every 60 s or every "
                "300 s (Amazon EC2 User Guide, basic and detailed monitoring); set 60 or a multiple of 300"
            )
