"""Policies to paste into IAM."""

from collections.abc import Sequence
from typing import Any

VERSION = "2012-10-17"
"""Of the policy language (IAM User Guide, "Version")."""


def policy_of(actions: Sequence[str], resource: str = "*") -> dict[str, Any]:
    """Allow these actions. What describes EC2 or reads CloudWatch takes no narrower resource than `*`."""
    statement = {"Sid": "CmlFleet", "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": VERSION, "Statement": [statement]}
