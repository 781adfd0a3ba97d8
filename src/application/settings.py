"""Settings: every number, name and secret the service is given from outside."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import from_json
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from application.settings_sources import FileReferenceSource

PREFIX = "CML_FLEET_"


def _split(value: Any) -> Any:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _parse(value: Any) -> Any:
    try:
        return from_json(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("it takes a JSON list of objects") from None  # the parser's own text shows the value


Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.\-]+(:\d+)?$")]
Listed = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class AwsAccountSettings(BaseModel):
    """One account to look into. `name` is what workers show; `role_arn` is assumed with the base credentials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "default"
    role_arn: str | None = None
    external_id: str | None = None
    profile: str | None = None


class Settings(BaseSettings):
    """Read from `CML_FLEET_<NAME>`, from the file that `CML_FLEET_<NAME>_FILE` names, or from a secrets directory."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    fleet_name: str = Field(
        "default", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="names the CloudEvents' source"
    )

    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)

    cors_origins: Annotated[list[Origin], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=list, description="origins whose pages may ask, as https://a.example,https://b.example"
    )
    rate_limit_requests_per_second: float = Field(100, gt=0, description="what flows back to each API key")
    rate_limit_burst: int = Field(1000, ge=1, description="how many requests an API key may send at once")
    rate_limit_failures_per_second: float = Field(1, gt=0, description="what flows back to an address without a key")
    rate_limit_failures_burst: int = Field(30, ge=1, description="how many wrong keys an address may show at once")

    mongodb_uri: SecretStr = Field(SecretStr(""), description="for example mongodb://db.example:27017/?replicaSet=rs0")
    mongodb_database: str = Field("cml_fleet", pattern=r"^[A-Za-z0-9_-]{1,63}$")
    mongodb_timeout_seconds: float = Field(10, gt=0, le=120)

    aws_regions: Listed = Field(default_factory=list, description="regions to look into, separated by commas")
    aws_accounts: Annotated[list[AwsAccountSettings], NoDecode, BeforeValidator(_parse)] = Field(
        default_factory=lambda: [AwsAccountSettings()], description="accounts to look into, as a JSON list"
    )
    aws_endpoint_url: str | None = Field(None, description="instead of AWS itself: a simulator")
    aws_threads_per_client: int = Field(4, ge=1, le=32, description="calls at once to one service of a region")
    aws_details_interval_seconds: float = Field(600, ge=0)
    cloudwatch_period_seconds: int = Field(300, ge=60, multiple_of=60, description="60, or a multiple of 300")

    worker_monitoring_enabled: bool = True
    worker_metrics_poll_interval_seconds: int = Field(
        300,
        ge=1,
        validation_alias=AliasChoices("CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS", "WORKER_METRICS_POLL_INTERVAL"),
    )
    refresh_straggler_seconds: float = Field(
        3, ge=0, description="how long a cycle waits with its news for who answers later than the first"
    )
    telemetry_threshold_percent_points: float = Field(1.0, ge=0)
    max_concurrent_executions: int = Field(5, ge=1)
    job_drain_seconds: float = Field(8, ge=0)

    cloud_event_type_prefix: str = Field("io.cmlfleet.", pattern=r"^([a-z0-9]+\.)*$")
    sse_max_clients: int = Field(5000, ge=1)

    secret_key: SecretStr = Field(SecretStr(""), description="signs cursors: 32 random characters or more")
    api_key_pepper: SecretStr = Field(SecretStr(""), description="keys the digests of API keys: 32 random characters")
    bootstrap_admin_key: SecretStr = Field(SecretStr(""), description="an admin key to make the first API keys with")

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
