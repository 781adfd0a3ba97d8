"""What a client may send about CML controllers."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from api.ids import UUID_PATTERN
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope

SECRET: dict[str, Any] = {"format": "password", "writeOnly": True}
UNFIT = "give a worker_id or a tag, and a username with a password or a token"


def _way(whose: str, *given: str, without: tuple[str, ...]) -> JsonValue:
    return {"required": [whose, *given], "not": {"anyOf": [{"required": [name]} for name in without]}}


WAYS: list[JsonValue] = [
    _way("worker_id", "username", "password", without=("tag", "token")),
    _way("worker_id", "token", without=("tag", "username", "password")),
    _way("tag", "username", "password", without=("worker_id", "token")),
    _way("tag", "token", without=("worker_id", "username", "password")),
]
"""What `_is_one_way` asks for, as JSON Schema says it."""
AN_EXAMPLE: JsonValue = {"tag": "course:ccnp", "username": "admin", "password": "correct-horse-battery-staple"}


class SetCredentialsRequest(BaseModel):
    """For one worker or for all with a tag: a user with a password, or a personal access token (CML 2.10 and later)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"oneOf": WAYS, "examples": [AN_EXAMPLE]})

    worker_id: Annotated[str, Field(default_factory=str, pattern=UUID_PATTERN)]
    tag: Annotated[str, Field(default_factory=str, pattern=r"^[^\x00-\x1f\x7f:][^\x00-\x1f\x7f]*:", max_length=400)]
    username: Annotated[str, Field(default_factory=str, pattern=r"^[^\x00-\x1f\x7f]+$", max_length=64)]
    password: Annotated[
        str, Field(default_factory=str, min_length=1, max_length=256, repr=False, json_schema_extra=SECRET)
    ]
    token: Annotated[
        str,
        Field(default_factory=str, pattern=r"^[\x21-\x7e]+$", max_length=4096, repr=False, json_schema_extra=SECRET),
    ]

    @model_validator(mode="after")
    def _is_one_way(self) -> "SetCredentialsRequest":
        given = self.model_fields_set
        whose = len({"worker_id", "tag"} & given) == 1
        how = {"username", "password", "token"} & given
        if not whose or how not in ({"username", "password"}, {"token"}):
            raise ValueError(UNFIT)
        return self

    @property
    def scope(self) -> CredentialsScope:
        """For whom."""
        if self.worker_id:
            return CredentialsScope(CredentialsKind.WORKER, self.worker_id)
        return CredentialsScope(CredentialsKind.TAG, self.tag)


class TrustWorkerRequest(BaseModel):
    """A fingerprint (SHA-256) that is known, an authority (PEM), or neither: then what is seen now is accepted."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"not": {"required": ["fingerprint", "ca_pem"]}, "examples": [{}]},
    )

    fingerprint: Annotated[str, Field(default_factory=str, pattern=r"^[0-9a-f]{64}$")]
    ca_pem: Annotated[str, Field(default_factory=str, min_length=1, max_length=65_536)]

    @model_validator(mode="after")
    def _is_one_at_most(self) -> "TrustWorkerRequest":
        if self.fingerprint and self.ca_pem:
            raise ValueError("give a fingerprint or ca_pem, or neither")
        return self
