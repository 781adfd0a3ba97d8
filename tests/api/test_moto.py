from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest

from support.fixture_types import Serve
from support.moto import moto_server

REGION = "eu-west-1"
KEYS = {"aws_access_key_id": "moto", "aws_secret_access_key": "moto", "region_name": REGION}


@pytest.fixture
def moto() -> Iterator[str]:
    """An EC2 that others wrote."""
    with moto_server() as address:
        yield address


def launched(ec2: Any, count: int, course: str) -> list[str]:
    """Launch instances with a tag."""
    image = ec2.register_image(Name=f"cisco-cml2.9-{course}", RootDeviceName="/dev/sda1")["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "course", "Value": course}]}]
    made = ec2.run_instances(ImageId=image, MinCount=count, MaxCount=count, TagSpecifications=tags)
    return [instance["InstanceId"] for instance in made["Instances"]]


async def test_imports_and_refreshes_when_aws_is_moto(serve: Serve, moto: str) -> None:
    """Import by id and by tag, and a refresh that sees what happened, against an EC2 written by others."""
    ec2 = boto3.client("ec2", endpoint_url=moto, **KEYS)
    course = uuid4().hex  # moto keeps one cloud for all of a process
    (single,), several = launched(ec2, 1, "ccie"), launched(ec2, 3, course)
    service = await serve(aws=moto, aws_regions=[REGION])
    imported = await service.admin.post("/api/workers:import", json={"region": REGION, "instance_id": single})
    assert imported.status_code == 201, imported.text
    body = {"tags": {"course": course}, "regions": [REGION]}
    found = (await service.admin.post("/api/workers:bulk-import", json=body)).json()["imported"]
    assert {worker["instance_id"] for worker in found} == set(several)
    assert imported.json()["status"] == "running"
    assert imported.json()["tags"] == {"course": "ccie"}
    ec2.stop_instances(InstanceIds=[single])
    worker = imported.json()["id"]
    refreshed = (await service.admin.post(f"/api/workers/{worker}/refresh", params={"sources": "ec2"})).json()
    assert refreshed["worker"]["status"] == "stopped"
    assert "status" in refreshed["updated_fields"]
    assert (await service.admin.get("/api/fleet")).json()["by_status"] == {"running": 3, "stopped": 1}
    ec2.terminate_instances(InstanceIds=[single])
    await service.admin.post(f"/api/workers/{worker}/sync-ec2-status")
    assert (await service.admin.get(f"/api/workers/{worker}")).json()["status"] == "terminated"
    assert (await service.admin.post(f"/api/workers/{worker}/refresh")).status_code == 409
