"""What a launch over the control API asks for."""

from collections.abc import Mapping
from typing import Any, Final

from simulator.control.control_error import ControlError
from simulator.control.wish import count_of, text_of
from simulator.fleet.catalogue import Image, is_instance_type
from simulator.fleet.fleet import Fleet
from simulator.fleet.launch_order import LaunchOrder

MOST_ADDED: Final = 10_000


def launch_order(fleet: Fleet, wish: Mapping[str, Any]) -> LaunchOrder:
    """Read the wish; what it leaves open is as with the rest of the fleet. Raises ControlError."""
    count = count_of(wish, "count") or 1
    region = text_of(wish, "region") or fleet.regions[0]
    instance_type, tags = text_of(wish, "type"), wish.get("tags")
    if count > MOST_ADDED:
        raise ControlError(f"count is at most {MOST_ADDED}")
    if instance_type is not None and not is_instance_type(instance_type):
        raise ControlError("type is the name of an instance type, such as c5.4xlarge")
    if tags is not None and not are_tags(tags):
        raise ControlError("tags are texts without control characters, by their keys")
    image = _image(fleet, region, text_of(wish, "ami_name"))
    return LaunchOrder(region=region, count=count, image=image, instance_type=instance_type, tags=tags)


def are_tags(tags: object) -> bool:
    """Tell whether it is an object of texts that XML can carry."""
    return isinstance(tags, dict) and all(map(_is_plain, [*tags.keys(), *tags.values()]))


def _is_plain(text: object) -> bool:
    return isinstance(text, str) and text.isprintable()


def _image(fleet: Fleet, region: str, name: str | None) -> Image | None:
    if name is None:
        return None
    for image in fleet.images(region):
        if image.name == name:
            return image
    raise ControlError(f"{region} has no image of this name")
