"""What a client may send about workers."""

from typing import Annotated, Literal, TypeVar

from fastapi import Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from starlette.datastructures import QueryParams

from api.ids import UUID_PATTERN
from application.live.launch_template import PRINTABLE
from application.ports.ec2_client import InstanceCriteria
from application.worker.worker_criteria import WorkerCriteria
from domain.errors import InvalidRequestError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

WorkerId = Annotated[str, Path(pattern=UUID_PATTERN, description="a worker's id, a UUID")]
InstanceId = Annotated[str, Field(pattern=r"^i-[0-9a-f]{8,17}$", examples=["i-0123456789abcdef0"])]
Region = Annotated[str, Field(max_length=32, examples=["us-east-1"])]
Account = Annotated[str | None, Field(max_length=64, description="a name of the settings; the first one where absent")]
Sources = Annotated[str, Query(description="sources, separated by commas; all but labs where empty", examples=["ec2"])]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='the ETag of the worker that this is meant for, or its version alone, as in "7": where somebody '
        "else changed it since, nothing is done and the answer is 412",
        examples=['"7"'],
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=256)]

Status = TypeVar("Status", WorkerStatus, ServiceStatus)

TAG_PREFIX = "tag."
SOMETHING_GIVEN: list[JsonValue] = [
    {"required": ["ami_id"], "properties": {"ami_id": {"type": "string"}}},
    {"required": ["ami_name"], "properties": {"ami_name": {"type": "string"}}},
    {"required": ["tags"], "properties": {"tags": {"minProperties": 1}}},
    {"required": ["vpc_ids"], "properties": {"vpc_ids": {"minItems": 1}}},
]
"""What `_is_narrowed` asks for, as JSON Schema says it."""


class CreateWorkerRequest(BaseModel):
    """What to make, of which template of the live settings."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=256, pattern=PRINTABLE, examples=["cml-worker-042"])]
    template: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["standard"])]
    region: Region
    account: Account = None


class ImportWorkerRequest(BaseModel):
    """Which instance to import."""

    model_config = ConfigDict(extra="forbid")

    region: Region
    instance_id: InstanceId
    account: Account = None


class BulkImportWorkersRequest(BaseModel):
    """Which instances to import: what is given of image, tags and VPCs must all hold, and something must be given."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"anyOf": SOMETHING_GIVEN})

    regions: Annotated[list[Region], Field(max_length=64, description="all regions of the fleet where empty")] = []
    account: Account = None
    ami_id: Annotated[str | None, Field(pattern=r"^ami-[0-9a-f]{8,17}$")] = None
    ami_name: Annotated[Text | None, Field(description="may hold * and ?", examples=["cisco-cml2*"])] = None
    tags: Annotated[dict[Text, Annotated[str, Field(max_length=256)]], Field(max_length=20)] = {}
    vpc_ids: Annotated[
        list[Annotated[str, Field(pattern=r"^vpc-[0-9a-f]{8,17}$")]],
        Field(max_length=20, description="one of them will do; any where empty"),
    ] = []

    @model_validator(mode="after")
    def _is_narrowed(self) -> "BulkImportWorkersRequest":
        if not (self.ami_id or self.ami_name or self.tags or self.vpc_ids):
            raise ValueError("give ami_id, ami_name, tags or vpc_ids")
        return self

    @property
    def criteria(self) -> InstanceCriteria:
        """The criteria as the port takes them."""
        return InstanceCriteria(
            ami_ids=[self.ami_id] if self.ami_id else [],
            ami_names=[self.ami_name] if self.ami_name else [],
            tags=self.tags,
            vpc_ids=self.vpc_ids,
        )


class WorkerListParameters(BaseModel):
    """The query of a list. Beside these, `tag.KEY=VALUE` shows only workers with that tag."""

    model_config = ConfigDict(extra="allow")

    status: Annotated[str, Field(description="statuses, separated by commas", examples=["running,stopped"])] = ""
    service_status: Annotated[
        str, Field(description="what CML is good for, separated by commas", examples=["available,error"])
    ] = ""
    region: Annotated[str, Field(description="regions, separated by commas")] = ""
    account: Annotated[str, Field(description="accounts, separated by commas")] = ""
    cordoned: Annotated[bool | None, Field(description="only cordoned ones, or only others")] = None
    idle: Annotated[bool | None, Field(description="only those that nobody uses, or only others")] = None
    q: Annotated[str, Field(max_length=256, description="found literally in names, ids, images and addresses")] = ""
    sort: Annotated[str, Field(max_length=256, description="fields, - for descending", examples=["-cpu_percent"])] = (
        "name"
    )
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Field(max_length=2048, description="next_cursor of the page before")] = None

    series: Annotated[Literal["1h"] | None, Field(description="adds the figures of that time to each worker")] = None

    def criteria(self, query: QueryParams) -> WorkerCriteria:
        """The criteria, with the tags of `query`; InvalidRequestError for parameters that nobody knows."""
        return WorkerCriteria(
            statuses=frozenset(_known(word, WorkerStatus, "status") for word in _words(self.status)),
            service_statuses=frozenset(
                _known(word, ServiceStatus, "service_status") for word in _words(self.service_status)
            ),
            regions=frozenset(_words(self.region)),
            accounts=frozenset(_words(self.account)),
            tags=_tags(query),
            cordoned=self.cordoned,
            idle=self.idle,
            text=self.q,
        )


def read_sources(text: str) -> list[MetricsSource]:
    """Read `ec2,cml`. InvalidRequestError names the known ones."""
    known = {source.value: source for source in MetricsSource}
    for word in _words(text):
        if word not in known:
            raise InvalidRequestError(f"known sources: {', '.join(known)}", "sources", code="unknown_source")
    return [known[word] for word in _words(text)]


def _tags(query: QueryParams) -> frozenset[tuple[str, str]]:
    known = WorkerListParameters.model_fields.keys()
    for name in query:
        if name not in known and not name.startswith(TAG_PREFIX):
            raise InvalidRequestError(
                f"known parameters: {', '.join(known)}, tag.KEY", "query", code="unknown_parameter"
            )
    return frozenset(
        (name.removeprefix(TAG_PREFIX), value) for name, value in query.items() if name.startswith(TAG_PREFIX)
    )


def _known(word: str, statuses: type[Status], parameter: str) -> Status:
    try:
        return statuses(word)
    except ValueError:
        raise InvalidRequestError(f"known statuses: {', '.join(statuses)}", parameter, code="unknown_status") from None


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
