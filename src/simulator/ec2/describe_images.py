"""The action DescribeImages (EC2 API Reference)."""

import re
from collections.abc import Collection
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.filters import Filters, build_filters
from simulator.ec2.paging import read_page_request
from simulator.ec2.xml_reply import next_token_element, xml_reply
from simulator.fleet.catalogue import Image
from simulator.fleet.fleet import Fleet

IMAGE_IDS: Final = "ImageId"
_IMAGE_ID: Final = re.compile(r"ami-(?:[0-9a-f]{8}|[0-9a-f]{17})")


def describe_images(fleet: Fleet, call: AwsCall) -> Reply:
    """List the account's machine images in the region. Raises ServiceError."""
    page_request = read_page_request(call, IMAGE_IDS)
    account = fleet.plan.account
    offered = fleet.images(call.region) if _asks_for_own(call, account) else ()
    refuse_missing_images(call.form.texts(IMAGE_IDS), {image.image_id for image in offered})
    filters = _filters(call, account)
    wanted = call.form.texts(IMAGE_IDS) or [image.image_id for image in offered]
    found = [image for image in offered if image.image_id in wanted and filters.accept(image)]
    page = page_request.cut(found[page_request.after :], lambda image: found.index(image) + 1)
    items = "".join(_image_xml(image, account) for image in page.things)
    return xml_reply(call.action, f"<imagesSet>{items}</imagesSet>{next_token_element(page.next_token)}")


def _asks_for_own(call: AwsCall, account: str) -> bool:
    owners = call.form.texts("Owner")
    return not owners or "self" in owners or account in owners


def refuse_missing_images(wanted: Collection[str], offered: Collection[str]) -> None:
    """Raise ServiceError if an id is malformed or not offered."""
    for image_id in wanted:
        if not _IMAGE_ID.fullmatch(image_id):
            raise ServiceError("InvalidAMIID.Malformed", f'Invalid id: "{image_id}"')
    missing = [image_id for image_id in wanted if image_id not in offered]
    if missing:
        subject, verb = ("id", "does") if len(missing) == 1 else ("ids", "do")
        message = f"The image {subject} '[{', '.join(missing)}]' {verb} not exist"
        raise ServiceError("InvalidAMIID.NotFound", message)


def _filters(call: AwsCall, account: str) -> Filters[Image]:
    readings = {
        "name": lambda image: [image.name],
        "image-id": lambda image: [image.image_id],
        "owner-id": lambda _: [account],
        "state": lambda _: ["available"],
        "architecture": lambda _: ["x86_64"],
        "is-public": lambda _: ["false"],
    }
    return build_filters(call.form.filters(), readings, lambda image: {"Name": image.name})


def _image_xml(image: Image, account: str) -> str:
    return (
        f"<item><imageId>{image.image_id}</imageId><imageLocation>{account}/{image.name}</imageLocation>"
        f"<imageState>available</imageState><imageOwnerId>{account}</imageOwnerId>"
        f"<creationDate>{image.created_at}</creationDate><isPublic>false</isPublic>"
        f"<architecture>x86_64</architecture><imageType>machine</imageType><name>{image.name}</name>"
        f"<description>Cisco Modeling Labs worker</description><rootDeviceType>ebs</rootDeviceType>"
        f"<rootDeviceName>/dev/sda1</rootDeviceName><virtualizationType>hvm</virtualizationType>"
        f"<hypervisor>xen</hypervisor><enaSupport>true</enaSupport>"
        f"<platformDetails>Linux/UNIX</platformDetails><usageOperation>RunInstances</usageOperation>"
        f"<tagSet><item><key>Name</key><value>{image.name}</value></item></tagSet></item>"
    )
