"""Policies to paste into IAM."""

from collections.abc import Sequence
from typing import Any

VERSION = "2012-10-17"
"""Of the policy language (IAM User Guide, "Version")."""


def policy_of(actions: Sequence[str], resource: str = "*") -> dict[str, Any]:
    """Allow these actions. What describes EC2 or reads CloudWatch takes no narrower resource than `*`."""
    return {"Version": VERSION, "Statement": [_statement("CmlFleet", actions, resource)]}


def bucket_policy(bucket: str, prefix: str) -> dict[str, Any]:
    """Allow to keep archives under a prefix. A bucket is listed as a whole, and objects are each their own resource."""
    arn = f"arn:aws:s3:::{bucket}"
    objects = _statement("CmlFleetArchives", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], f"{arn}/{prefix}*")
    return {"Version": VERSION, "Statement": [objects, _statement("CmlFleetBucket", ["s3:ListBucket"], arn)]}


def _statement(name: str, actions: Sequence[str], resource: str) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resource}
