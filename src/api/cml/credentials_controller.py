"""Credentials for CML controllers over HTTP: /api/credentials. No reply ever holds a secret."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from classy_fastapi.decorators import delete, get, post, put
from fastapi import Path
from pydantic import BaseModel
from starlette.responses import Response

from api.cml.cml_requests import SetCredentialsRequest
from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.cml.cml_credentials_dto import CMLCredentialsDto
from application.cml.list_cml_credentials_query import ListCMLCredentialsQuery
from application.cml.remove_cml_credentials_command import RemoveCMLCredentialsCommand
from application.cml.rotate_cml_credentials_command import RotateCMLCredentialsCommand
from application.cml.set_cml_credentials_command import SetCMLCredentialsCommand
from domain.cml.credentials_scope import CredentialsKind


class CredentialsReply(BaseModel):
    """For whom they are and who set them; `username` is empty for a token, `key_id` names the sealing key."""

    id: str
    kind: CredentialsKind
    applies_to: str
    username: str
    set_at: datetime
    set_by: str
    key_id: str


class CredentialsListReply(BaseModel):
    """All credentials that are kept."""

    items: Sequence[CredentialsReply]


class RotationReply(BaseModel):
    """How many were sealed anew, how many were already, and the ids of those that no key opens any more."""

    key_id: str
    resealed: int
    already: int
    lost: Sequence[str]


class CredentialsController(FleetController):
    """Credentials for CML controllers, for admins."""

    path = "/api/credentials"

    @get("", response_model=CredentialsListReply, responses=problems())
    async def list_credentials(self) -> Response:
        """List all credentials, without secrets."""
        return await self.execute_async(ListCMLCredentialsQuery(), _listed)

    @put("", response_model=CredentialsReply, responses=problems(404))
    async def set_credentials(self, body: SetCredentialsRequest) -> Response:
        """Set the credentials of a worker or of a group, in place of those set before."""
        command = SetCMLCredentialsCommand(scope=body.scope, username=body.username, secret=body.password or body.token)
        return await self.execute_async(command)

    @delete("/{credentials_id}", status_code=204, responses=problems(404))
    async def remove_credentials(self, credentials_id: Annotated[str, Path(max_length=64)]) -> Response:
        """Remove credentials."""
        return await self.execute_async(RemoveCMLCredentialsCommand(credentials_id))

    @post(":rotate", response_model=RotationReply, responses=problems(409))
    async def rotate_credentials(self) -> Response:
        """Seal all credentials with the present key, after a change of keys."""
        return await self.execute_async(RotateCMLCredentialsCommand())


def _listed(credentials: Sequence[CMLCredentialsDto], status: int) -> Response:
    return json_response({"items": credentials}, status)
