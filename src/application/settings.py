"""Settings: every number, name and secret the service is given from outside."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_core import from_json
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from application.settings_bounds import IntervalSeconds, MonthlyUsd, PercentPoints
from application.settings_cml import CMLSettings
from application.settings_sources import FileReferenceSource
from application.settings_values import Listed, ProcessRole, Roles, split

PREFIX = "CML_FLEET_"
ONE_MINUTE = 60
FIVE_MINUTES = 300


def _pairs(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in split(value)]
    if not all(key and separator for key, separator, _ in pairs):
        raise ValueError("it takes KEY=VALUE, several separated by commas")
    return {key: text for key, _, text in pairs}


def _parse(value: Any) -> Any:
    try:
        return from_json(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("it takes a JSON list of objects") from None  # the parser's own text shows the value


def _mongodb_address(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError("it begins with mongodb:// or mongodb+srv://")
    return value


def _archive_place(value: str) -> str:
    if not value or ("://" in value and not value.startswith("s3://")):
        raise ValueError("it is a directory, or begins with s3://")
    return value


def _cloudwatch_period(value: int) -> int:
    if value != ONE_MINUTE and value % FIVE_MINUTES:
        raise ValueError("a data point of EC2 comes every 60 s or every 300 s")
    return value


Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.\-]+(:\d+)?$")]
AmiIds = Annotated[list[Annotated[str, Field(pattern=r"^ami-[0-9a-f]{8,17}$")]], NoDecode, BeforeValidator(split)]
VpcIds = Annotated[list[Annotated[str, Field(pattern=r"^vpc-[0-9a-f]{8,17}$")]], NoDecode, BeforeValidator(split)]
DestinationName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
ArchivePlace = Annotated[str, AfterValidator(_archive_place)]
Tags = Annotated[dict[str, str], NoDecode, BeforeValidator(_pairs)]


class AwsAccountSettings(BaseModel):
    """One account to look into. `name` is what workers show; `role_arn` is assumed with the base credentials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "default"
    role_arn: str | None = None
    external_id: str | None = None
    profile: str | None = None


class InstancePriceSettings(BaseModel):
    """One's own price of instance types in regions (`*` and `?` fit any), or a discount on AWS's list price."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instance_type: str = "*"
    region: str = "*"
    usd_per_hour: float | None = Field(None, ge=0)
    discount_percent: float | None = Field(None, ge=0, le=100)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "InstancePriceSettings":
        if (self.usd_per_hour is None) == (self.discount_percent is None):
            raise ValueError("it takes either usd_per_hour or discount_percent")
        return self


class Settings(CMLSettings, BaseSettings):
    """Read from `CML_FLEET_<NAME>`, from the file that `CML_FLEET_<NAME>_FILE` names, or from a secrets directory."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    fleet_name: str = Field(
        "default", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="names the CloudEvents' source"
    )

    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)

    cors_origins: Annotated[list[Origin], NoDecode, BeforeValidator(split)] = Field(
        default_factory=list, description="origins whose pages may ask, as https://a.example,https://b.example"
    )
    rate_limit_requests_per_second: float = Field(100, gt=0, description="what flows back to each API key")
    rate_limit_burst: int = Field(1000, ge=1, description="how many requests an API key may send at once")
    rate_limit_failures_per_second: float = Field(1, gt=0, description="what flows back to an address without a key")
    rate_limit_failures_burst: int = Field(30, ge=1, description="how many wrong keys an address may show at once")

    mongodb_uri: Annotated[SecretStr, AfterValidator(_mongodb_address)] = Field(
        SecretStr(""), description="for example mongodb://db.example:27017/?replicaSet=rs0"
    )
    mongodb_database: str = Field("cml_fleet", pattern=r"^[A-Za-z0-9_-]{1,63}$")
    mongodb_timeout_seconds: float = Field(10, gt=0, le=120)

    aws_regions: Listed = Field(default_factory=list, description="regions to look into, separated by commas")
    aws_accounts: Annotated[list[AwsAccountSettings], NoDecode, BeforeValidator(_parse)] = Field(
        default_factory=lambda: [AwsAccountSettings()], description="accounts to look into, as a JSON list"
    )
    aws_endpoint_url: str | None = Field(None, description="instead of AWS itself: a simulator")
    aws_threads_per_client: int = Field(4, ge=1, le=32, description="calls at once to one service of a region")
    aws_details_interval_seconds: float = Field(600, ge=0)
    aws_refused_interval_seconds: float = Field(
        300, ge=0, description="how long a call that was refused for its credentials is not made again"
    )
    cloudwatch_period_seconds: Annotated[int, AfterValidator(_cloudwatch_period)] = Field(
        300, ge=60, description="60, or a multiple of 300"
    )
    cloudwatch_monthly_budget_usd: MonthlyUsd | None = Field(
        None, description="what CloudWatch may cost a month; over it, it is read less often, or not at all"
    )
    instance_prices: Annotated[list[InstancePriceSettings], NoDecode, BeforeValidator(_parse)] = Field(
        default_factory=list, description="own prices and discounts, as a JSON list; the first that fits counts"
    )

    catalogue_prices: bool = Field(
        False, description="read AWS's on-demand prices once a day, which needs the permission pricing:GetProducts"
    )

    worker_monitoring_enabled: bool = True
    worker_metrics_poll_interval_seconds: IntervalSeconds = Field(
        300,
        validation_alias=AliasChoices("CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS", "WORKER_METRICS_POLL_INTERVAL"),
    )
    labs_refresh_interval_seconds: IntervalSeconds = Field(
        1800, description="how often the labs of all workers are read"
    )
    labs_details_interval_seconds: float = Field(
        600, ge=0, description="how often each lab is read in full, although its nodes tell of no change"
    )
    worker_discovery_interval_seconds: IntervalSeconds = Field(
        600, description="how often new instances are looked for"
    )
    discovery_ami_ids: AmiIds = Field(
        default_factory=list, description="import instances of these images by themselves"
    )
    discovery_ami_names: Listed = Field(default_factory=list, description="whose image is so named; may hold * and ?")
    discovery_tags: Tags = Field(default_factory=dict, description="with all of these tags: KEY=VALUE,KEY=VALUE")
    discovery_vpc_ids: VpcIds = Field(default_factory=list, description="in one of these VPCs")
    refresh_straggler_seconds: float = Field(
        3, ge=0, description="how long a cycle to which nothing comes waits with its news for who is late"
    )
    telemetry_threshold_percent_points: PercentPoints = 1.0
    audit_days: int = Field(400, ge=1, le=36_500, description="how long it is kept who asked for what")
    telemetry_history_days: int = Field(35, ge=1, description="how long figures are kept for charts")
    roles: Roles = Field(
        default_factory=lambda: [ProcessRole.API, ProcessRole.JOBS],
        description="what this process does of: api (answers requests), jobs (runs jobs, operations and webhooks)",
    )
    archive_destinations: Annotated[dict[DestinationName, ArchivePlace], NoDecode, BeforeValidator(_pairs)] = Field(
        default_factory=dict,
        description="where archives may be kept: NAME=/a/directory,NAME=s3://bucket/prefix; the first one is meant "
        "where nobody says which",
    )
    max_concurrent_executions: int = Field(5, ge=1, description="runs of jobs at once in one process")
    job_drain_seconds: float = Field(8, ge=0, description="how long runs may go on when the service is stopped")
    job_lease_seconds: float = Field(
        15, gt=0, description="how long the runs of a process that died wait before another one takes them over"
    )
    job_history_days: int = Field(14, ge=1, le=3650, description="how long runs and what they logged are kept")
    scheduler_lease_seconds: float = Field(
        10, gt=0, description="how long schedules wait when the process that keeps them has died"
    )

    durable_handler_lease_seconds: float = Field(
        10, gt=0, description="how long the handlers of a process that died wait before another one takes them over"
    )
    durable_handler_attempts: int = Field(10, ge=1, description="how often an event is told before it is given up")
    durable_handler_retry_seconds: float = Field(1, gt=0, description="the first pause; each next one is twice as long")
    durable_handler_timeout_seconds: float = Field(120, gt=0)

    cloud_event_type_prefix: str = Field("io.cmlfleet.", pattern=r"^([a-z0-9]+\.)*$")
    sse_max_clients: int = Field(5000, ge=1, description="streams open at once in one process")
    sse_max_clients_per_principal: int = Field(2000, ge=1, description="of them with one key")
    sse_max_clients_per_address: int = Field(2500, ge=1, description="of them from one address, or behind one proxy")
    sse_max_age_seconds: float = Field(1800, gt=0, description="how long a stream lives, a tenth more or less")
    sse_heartbeat_seconds: float = Field(15, gt=0, le=60, description="how often a stream is told that it lives")
    sse_send_timeout_seconds: float = Field(
        30, gt=0, description="how long a client may take nothing before it is cut off"
    )
    sse_permission_check_seconds: float = Field(5, gt=0, le=60, description="how long a revoked key may still listen")

    secret_key: SecretStr = Field(
        SecretStr(""), description="signs cursors and encrypts credentials: 32 random characters or more"
    )
    api_key_pepper: SecretStr = Field(SecretStr(""), description="keys the digests of API keys: 32 random characters")
    bootstrap_admin_key: SecretStr = Field(SecretStr(""), description="an admin key to make the first API keys with")

    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(
        None, ge=0, le=65535, description="serves /metrics, /livez and /readyz there, without keys; absent: not at all"
    )
    otel_exporter_otlp_endpoint: str | None = Field(
        None, pattern=r"^https?://", description="where spans are sent (OTLP over HTTP): http://collector.example:4318"
    )
    otel_traces_sample_ratio: float = Field(
        1.0, ge=0, le=1, description="the part of traces that is sent, where the caller does not say"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic-settings names it, nothing reads it
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, variables, files that variables name, the secrets directory."""
        return init_settings, env_settings, FileReferenceSource(settings_cls), file_secret_settings
