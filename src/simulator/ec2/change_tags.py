"""The actions CreateTags and DeleteTags (EC2 API Reference), for instances only."""

from collections.abc import Mapping
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.selection import required_instances
from simulator.ec2.xml_reply import done_reply
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance

RESOURCE_IDS: Final = "ResourceId"
MOST_TAGS: Final = 50
LONGEST_KEY: Final = 128
LONGEST_VALUE: Final = 256
RESERVED: Final = "aws:"


def create_tags(fleet: Fleet, call: AwsCall) -> Reply:
    """Set tags of the named instances, of all or of none. Raises ServiceError."""
    given = call.form.tags("Tag")
    if not given:
        raise ServiceError("MissingParameter", "The request must contain the parameter Tag")
    tags = sound_tags(given)
    instances = _tagged_instances(fleet, call)
    for instance in instances:
        refuse_too_many({**instance.tags, **tags})
    for instance in instances:
        fleet.tag(instance, tags)
    return done_reply(call.action)


def delete_tags(fleet: Fleet, call: AwsCall) -> Reply:
    """Remove tags by key, or by key and value; all of them where no tag is named. Raises ServiceError."""
    wanted = call.form.tags("Tag")
    for instance in _tagged_instances(fleet, call):
        gone = [key for key, value in instance.tags.items() if not wanted or _is_meant(wanted, key, value)]
        fleet.tag(instance, dict.fromkeys(gone))
    return done_reply(call.action)


def sound_tags(given: Mapping[str, str | None]) -> dict[str, str]:
    """Give the tags with their values, empty where none was given. Raises ServiceError for what EC2 refuses."""
    for key, value in given.items():
        if not key or key.startswith(RESERVED) or len(key) > LONGEST_KEY:
            message = f"Tag key '{key}' is empty, reserved for internal use, or longer than {LONGEST_KEY} characters"
            raise ServiceError("InvalidParameterValue", message)
        if len(value or "") > LONGEST_VALUE:
            message = f"Tag value exceeds the maximum length of {LONGEST_VALUE} characters"
            raise ServiceError("InvalidParameterValue", message)
        if not f"{key}{value or ''}".isprintable():
            raise ServiceError("InvalidParameterValue", "Tags may not contain control characters")
    return {key: value or "" for key, value in given.items()}


def refuse_too_many(tags: Mapping[str, str]) -> None:
    """Raise ServiceError for more tags than a resource can have."""
    if len(tags) > MOST_TAGS:
        raise ServiceError("TagLimitExceeded", f"More than {MOST_TAGS} tags specified")


def _tagged_instances(fleet: Fleet, call: AwsCall) -> list[Instance]:
    for resource_id in call.form.texts(RESOURCE_IDS):
        if not resource_id.startswith("i-"):
            raise ServiceError("InvalidID", f"The ID '{resource_id}' is not valid")
    return required_instances(fleet, call, RESOURCE_IDS)


def _is_meant(wanted: Mapping[str, str | None], key: str, value: str) -> bool:
    return key in wanted and wanted[key] in (None, value)
