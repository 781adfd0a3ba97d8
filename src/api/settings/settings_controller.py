"""Live settings over HTTP: /api/settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from classy_fastapi.decorators import get, patch
from fastapi import Body, Header, Query
from pydantic import BaseModel, JsonValue, WithJsonSchema
from starlette.responses import Response

from api.controller import FleetController
from api.entity_tags import expected_versions
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.problem_details import tagged_response
from application.live.change_settings_command import ChangeSettingsCommand
from application.live.get_settings_query import GetSettingsQuery
from application.live.list_settings_changes_query import ListSettingsChangesQuery
from application.live.live_values import LiveValues
from application.live.settings_dto import SettingsDto

PATCH_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "SettingsPatch",
    "description": "A merge patch (RFC 7396) of `values`: what is null is unset, what is absent stays as it is."
    " A budget that is null is none, although the environment sets one; null for its group unsets it.",
    "properties": {group: {"type": ["object", "null"]} for group in LiveValues.model_fields},
    "additionalProperties": False,
    "examples": [{"intervals": {"labs_seconds": 900}, "templates": None}],
}

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='the ETag of the settings that this is meant for, or their version alone, as in "7": where '
        "somebody else changed them since, nothing is done and the answer is 412",
        examples=['"7"'],
    ),
]
Before = Annotated[int | None, Query(ge=0, le=2**53, description="next_before of the page before")]


class SettingsChangeReply(BaseModel):
    """One change, by name as `intervals.labs_seconds`; null = not set. The settings were at `version` after it."""

    version: int
    changed_at: datetime
    changed_by: str
    old_values: Mapping[str, JsonValue]
    new_values: Mapping[str, JsonValue]


class SettingsHistoryReply(BaseModel):
    """Changes, the newest first; ask on with `before=next_before`, which is null at the end."""

    items: Sequence[SettingsChangeReply]
    next_before: int | None


class SettingsController(FleetController):
    """What may change while the service runs. It is in force in every process within two seconds."""

    path = "/api/settings"

    @get("", response_model=SettingsDto, responses={**NOT_MODIFIED, **problems()})
    async def get_settings(self) -> Response:
        """Get what is in force, where each value comes from, and what is set and cannot be used."""
        return await self.execute_async(GetSettingsQuery(), _tagged)

    @patch("", response_model=SettingsDto, responses=problems(409, 412))
    async def change_settings(
        self, body: Annotated[dict[str, Any], Body(), WithJsonSchema(PATCH_SCHEMA)], if_match: IfMatch = None
    ) -> Response:
        """Set and unset values: all of what is asked for, or nothing."""
        command = ChangeSettingsCommand(patch=body, expected_versions=expected_versions(if_match))
        return await self.execute_async(command, _tagged)

    @get("/history", response_model=SettingsHistoryReply, responses=problems())
    async def list_settings_changes(
        self, before: Before = None, limit: Annotated[int, Query(ge=1, le=500)] = 50
    ) -> Response:
        """List the latest changes, the newest first."""
        return await self.execute_async(ListSettingsChangesQuery(before=before, limit=limit))


def _tagged(settings: SettingsDto, status: int) -> Response:
    return tagged_response(settings, status, settings.version)
