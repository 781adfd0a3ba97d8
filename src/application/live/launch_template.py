"""What new workers are made of."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from application.live.live_group import LiveGroup

MAX_TAGS = 50
"""Of a resource: docs.aws.amazon.com/tag-editor/latest/userguide/reference.html."""
MAX_USER_DATA_BYTES = 16 * 1024
"""Before it is encoded: docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html."""
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"


def _short_enough(text: str) -> str:
    if len(text.encode()) > MAX_USER_DATA_BYTES:
        raise ValueError(f"EC2 takes {MAX_USER_DATA_BYTES} bytes of user data")
    return text


def _free_key(key: str) -> str:
    if key.lower().startswith("aws:"):
        raise ValueError("tags that begin with aws: belong to AWS")
    return key


TemplateName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
RegionName = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d{1,2}$", max_length=32)]
AmiId = Annotated[str, Field(pattern=r"^ami-[0-9a-f]{8,17}$")]
SubnetId = Annotated[str, Field(pattern=r"^subnet-[0-9a-f]{8,17}$")]
SecurityGroupId = Annotated[str, Field(pattern=r"^sg-[0-9a-f]{8,17}$")]
TagKey = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE), AfterValidator(_free_key)]
TagValue = Annotated[str, Field(max_length=256)]


class LaunchPlace(LiveGroup):
    """What a template needs of one region: images, subnets, groups and keys exist in one region each."""

    ami_id: AmiId | None = Field(None, description="the image, or else ami_name")
    ami_name: Annotated[str, Field(min_length=3, max_length=128, pattern=PRINTABLE)] | None = Field(
        None, description="the name of the image, which may hold * and ?: the newest that fits is taken"
    )
    subnet_id: SubnetId | None = Field(None, description="absent: EC2's default subnet")
    security_group_ids: Annotated[Sequence[SecurityGroupId], Field(max_length=16)] = Field(
        (), description="none: the default group of the subnet's VPC"
    )
    key_name: Annotated[str, Field(min_length=1, max_length=255, pattern=PRINTABLE)] | None = Field(
        None, description="a key pair for SSH"
    )

    @model_validator(mode="after")
    def _has_one_image(self) -> "LaunchPlace":
        if (self.ami_id is None) == (self.ami_name is None):
            raise ValueError("it takes either ami_id or ami_name")
        return self


class LaunchTemplate(LiveGroup):
    """Workers are created from it in the regions it names. Everybody with a key can read it: no secrets."""

    instance_type: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", max_length=64)] = Field(
        description="as m5zn.metal"
    )
    regions: Annotated[Mapping[RegionName, LaunchPlace], Field(min_length=1, max_length=50)]
    tags: Annotated[Mapping[TagKey, TagValue], Field(max_length=MAX_TAGS)] = Field(
        default_factory=dict, description="tags of the instance beside its name"
    )
    user_data: Annotated[str, AfterValidator(_short_enough)] = Field(
        "", description="given to the instance at its first start, as it stands here"
    )
