"""Settings of how CML controllers are reached, and which addresses the service may connect to at all."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from application.settings_bounds import IntervalSeconds
from application.settings_values import split

Network = IPv4Network | IPv6Network
Networks = Annotated[list[Network], NoDecode, BeforeValidator(split)]
Port = Annotated[int, Field(ge=1, le=65535)]
Ports = Annotated[list[Port], NoDecode, BeforeValidator(split)]


class CMLSettings(BaseModel):
    """Outbound rules hold for addresses that somebody outside names, not for AWS, the database and the collector."""

    cml_url: str = Field(
        "https://{private_ip}",
        pattern=r"^(https?://([A-Za-z0-9.:-]|\{(private_ip|public_ip|name|instance_id|tag\.[^{}]+)\})+)?$",
        description="a controller's address, made of {private_ip}, {public_ip}, {name}, {instance_id}, {tag.KEY}; "
        "empty: no controller is asked unless a tag names it",
    )
    cml_username: str = Field("", max_length=64, description="for workers without credentials of their own")
    cml_password: SecretStr = Field(SecretStr(""), description="of that user")
    cml_token: SecretStr = Field(
        SecretStr(""), description="a personal access token of CML, instead of user and password"
    )
    cml_call_timeout_seconds: float = Field(10, gt=0, le=120, description="the deadline of one call with all its parts")
    cml_idle_connection_seconds: float = Field(
        0.1, ge=0.05, le=60, description="how long a connection is kept: each costs a file and 80 KB or more"
    )

    cml_endpoint_tag: str = Field(
        "",
        max_length=128,
        description="a tag of a worker that names its controller's origin; who writes it learns the credentials",
    )
    cml_hosts_at_once: int = Field(150, ge=1, le=1000, description="controllers that one process asks at once")
    cml_patience_seconds: float = Field(
        0.5, gt=0, description="whose answer takes longer gives its place to the next, and is waited for beside"
    )
    cml_host_timeout_seconds: float = Field(25, gt=0, description="the deadline of all calls about one controller")
    cml_health_interval_seconds: IntervalSeconds = Field(60, description="how often health and licences are read")

    outbound_allow_http: bool = Field(default=False, description="for a demo: connections without TLS")
    outbound_allow_loopback: bool = Field(default=False, description="for a demo: connections to this machine")
    outbound_allowed_networks: Networks = Field(
        default_factory=list, description="connect there alone, as 10.0.0.0/8,fd12:3456::/32; absent: anywhere"
    )
    outbound_allowed_ports: Ports = Field(
        default_factory=lambda: [443], description="connect to these ports alone; empty: to any"
    )

    secret_key_previous: SecretStr = Field(
        SecretStr(""), description="what secret_key was before, until `cml-fleet credentials rotate` has run"
    )
