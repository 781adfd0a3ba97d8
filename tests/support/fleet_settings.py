"""Settings of a service under test."""

import os
from collections.abc import Mapping
from typing import Any

from application.settings import Settings
from cli.python_program import program_environment
from support.loopback import LOOPBACK

ADMIN_KEY = "cmlf_an-admin-key-that-is-only-good-for-tests"
REGIONS = ("us-east-1", "eu-west-1")
UNLIMITED = 1_000_000
"""Requests at once: more than any test sends."""

AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "nothing-that-opens-anything",
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    "AWS_EC2_METADATA_DISABLED": "true",
}

CML: Mapping[str, Any] = {
    "cml_username": "admin",
    "cml_password": "simulated",
    "outbound_allow_http": True,
    "outbound_allow_loopback": True,
    "outbound_allowed_ports": [],
}
"""For a service that asks simulated controllers."""


def fleet_settings(mongodb_uri: str, database: str, aws: str, **others: Any) -> Settings:
    """Settings for a service in this process, which collects nothing by itself unless told to."""
    values: dict[str, Any] = {
        "http_host": LOOPBACK,
        "http_port": 0,
        "mongodb_uri": mongodb_uri,
        "mongodb_database": database,
        "mongodb_timeout_seconds": 2,
        "aws_endpoint_url": aws,
        "aws_regions": list(REGIONS),
        "cloudwatch_period_seconds": 60,
        "cml_url": "",
        "cml_endpoint_tag": "cml-endpoint",
        "worker_monitoring_enabled": False,
        "secret_key": "s" * 32,
        "api_key_pepper": "p" * 32,
        "bootstrap_admin_key": ADMIN_KEY,
        "outbound_allowed_networks": ["127.0.0.0/8"],
        "rate_limit_burst": UNLIMITED,
        "rate_limit_failures_burst": UNLIMITED,
    }
    return Settings(**{**values, **others})


def fleet_environment(mongodb_uri: str, database: str, aws: str, **others: str) -> Mapping[str, str]:
    """The environment of a service in a process of its own, which collects every second."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CML_FLEET_"))}
    settings = {
        "HTTP_HOST": LOOPBACK,
        "HTTP_PORT": "0",
        "MONGODB_URI": mongodb_uri,
        "MONGODB_DATABASE": database,
        "MONGODB_TIMEOUT_SECONDS": "2",
        "AWS_ENDPOINT_URL": aws,
        "AWS_REGIONS": ",".join(REGIONS),
        "CLOUDWATCH_PERIOD_SECONDS": "60",
        "CML_ENDPOINT_TAG": "cml-endpoint",
        "WORKER_METRICS_POLL_INTERVAL_SECONDS": "1",
        "TELEMETRY_THRESHOLD_PERCENT_POINTS": "0",
        "SECRET_KEY": "s" * 32,
        "API_KEY_PEPPER": "p" * 32,
        "BOOTSTRAP_ADMIN_KEY": ADMIN_KEY,
        "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
        "RATE_LIMIT_BURST": str(UNLIMITED),
        **others,
    }
    prefixed = {f"CML_FLEET_{name}": value for name, value in settings.items() if value}
    return {**program_environment(inherited), **AWS_ENVIRONMENT, "PYTHONUNBUFFERED": "1", **prefixed}
