"""API keys over HTTP: /api/keys."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from classy_fastapi.decorators import delete, get, post
from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.controller import FleetController
from api.json_numbers import NUMBER
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.access.create_api_key_command import CreateApiKeyCommand, CreatedApiKey
from application.access.list_api_keys_query import ListApiKeysQuery
from application.access.revoke_api_key_command import RevokeApiKeyCommand
from domain.access.api_key import ApiKey
from domain.access.principal import Role


class KeyRole(StrEnum):
    """The roles a key may have."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


class CreateKeyRequest(BaseModel):
    """What the key is called, what it opens and for how long: until it is revoked where no days are given."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
    role: KeyRole
    expires_in_days: Annotated[int | None, Field(ge=1, le=3650), NUMBER] = None


class KeyReply(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    role: KeyRole
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class CreatedKeyReply(KeyReply):
    """A new key with its secret, which is never shown again."""

    secret: str


class KeyListReply(BaseModel):
    """All keys, oldest first."""

    items: Sequence[KeyReply]


class KeysController(FleetController):
    """API keys, for admins."""

    path = "/api/keys"

    @post("", status_code=201, response_model=CreatedKeyReply, responses=problems(409))
    async def create_key(self, body: CreateKeyRequest) -> Response:
        """Make a key and show its secret, once."""
        role = Role[body.role.name]
        command = CreateApiKeyCommand(name=body.name, role=role, expires_in_days=body.expires_in_days)
        return await self.execute_async(command, _created)

    @get("", response_model=KeyListReply, responses=problems())
    async def list_keys(self) -> Response:
        """List all keys."""
        return await self.execute_async(ListApiKeysQuery(), _listed)

    @delete("/{key_id}", status_code=204, responses=problems(404))
    async def revoke_key(self, key_id: Annotated[str, Path(max_length=64)]) -> Response:
        """Revoke a key for good."""
        return await self.execute_async(RevokeApiKeyCommand(key_id))


def _created(created: CreatedApiKey, status: int) -> Response:
    reply = CreatedKeyReply.model_validate({**_shown(created.key), "secret": created.secret})
    return json_response(reply, status, {"Cache-Control": "no-store"})  # kept by nobody, the idempotency store included


def _listed(keys: Sequence[ApiKey], status: int) -> Response:
    return json_response(KeyListReply(items=[KeyReply.model_validate(_shown(key)) for key in keys]), status)


def _shown(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "role": KeyRole[key.role.name],
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }
