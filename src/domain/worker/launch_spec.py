"""What an instance is launched as, and what is known of a worker whose instance the service launches."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSpec:
    """The parameters of RunInstances (Amazon EC2 API Reference) that a template states, as they were when it was asked.

    Either `ami_id`, or `ami_name` with `*` and `?`: of the images so named the newest is taken. None = EC2's default.
    """

    instance_type: str
    ami_id: str | None = None
    ami_name: str | None = None
    subnet_id: str | None = None
    security_group_ids: tuple[str, ...] = ()
    key_name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    user_data: str = ""


class ProvisioningState(StrEnum):
    """How far it is: EC2 was not asked yet, or has launched the instance, or will not."""

    WAITING = "waiting"
    LAUNCHED = "launched"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """Who had a worker made of which template, and what came of it. `spec` is kept until EC2 has had its say.

    `code` and `message` are EC2's own words where it refused.
    """

    template: str
    requested_by: str
    requested_at: datetime
    state: ProvisioningState = ProvisioningState.WAITING
    code: str = ""
    message: str = ""
    spec: LaunchSpec | None = None

    def launched(self) -> Self:
        """The same, with an instance."""
        return replace(self, state=ProvisioningState.LAUNCHED, spec=None)

    def failed(self, code: str, message: str) -> Self:
        """The same, refused."""
        return replace(self, state=ProvisioningState.FAILED, code=code, message=message, spec=None)
