"""Every route below /api, and the role it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from domain.access.principal import Role

UNKNOWN = "00000000-0000-4000-8000-000000000000"
IMPORT = {"region": "us-east-1", "instance_id": "i-00000000000000000"}
CREATE = {"name": "no-such", "template": "no-such", "region": "us-east-1"}
BULK = {"ami_name": "no-such-image"}
REDELIVER = {"handler": "RefreshImportedWorkersHandler"}
LAB = "3f1a9e0c-0000-4000-8000-000000000001"
TOPOLOGY = {"topology": "nodes: []\nlinks: []"}
CREDENTIALS = {"tag": "no-such:group", "token": "a-token"}
WEBHOOK = {"name": "chat", "url": "https://hooks.example/fleet"}
ALERT_RULE = {"id": "busy", "watched": "cpu_percent", "comparison": "above", "threshold": 99}
ARCHIVE_PLAN = {"name": "nightly", "schedule": {"daily": "00:30"}}
LETTER = "RefreshImportedWorkersHandler-00000000-1"

PLACES = {
    "worker_id": UNKNOWN,
    "lab_id": LAB,
    "operation_id": UNKNOWN,
    "key_id": "nobody",
    "credentials_id": "tag-none",
    "letter_id": LETTER,
    "webhook_id": UNKNOWN,
    "plan_id": UNKNOWN,
    "kind": "telemetry",
    "day": "2026-11-01",
    "alert_id": UNKNOWN,
    "rule_id": "nobody",
    "mute_id": "rule-nobody",
    "name": "no-such-job",
    "execution_id": "no-such-job@2026-06-01T12:00:00.000Z",
}


@dataclass(frozen=True)
class Route:
    """A route as the OpenAPI document names it, with a body that it takes."""

    method: str
    path: str
    role: Role
    body: Any = None

    async def ask(self, client: httpx.AsyncClient, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Send a request; return the status, and the text unless it is a stream that opened."""
        path = self.path.format_map(PLACES)
        request = client.build_request(self.method, path, json=self.body, headers=headers)
        reply = await client.send(request, stream=True)
        try:
            opened = self.path.endswith("/stream") and reply.is_success
            return reply.status_code, "" if opened else (await reply.aread()).decode()
        finally:
            await reply.aclose()


ROUTES = (
    Route("GET", "/api/workers", Role.VIEWER),
    Route("GET", "/api/workers/{worker_id}", Role.VIEWER),
    Route("GET", "/api/workers/{worker_id}/telemetry", Role.VIEWER),
    Route("POST", "/api/workers", Role.OPERATOR, CREATE),
    Route("POST", "/api/workers:import", Role.OPERATOR, IMPORT),
    Route("POST", "/api/workers:bulk-import", Role.OPERATOR, BULK),
    Route("DELETE", "/api/workers/{worker_id}", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/refresh", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/sync-ec2-status", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/collect-cloudwatch-metrics", Role.OPERATOR),
    Route("POST", "/api/workers:refresh", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("POST", "/api/workers/{worker_id}/start", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/stop", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/reboot", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/terminate", Role.OPERATOR, {"confirm": "nobody"}),
    Route("POST", "/api/workers:start", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("POST", "/api/workers:stop", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("POST", "/api/workers:reboot", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("POST", "/api/workers:terminate", Role.OPERATOR, {"workers": [{"id": UNKNOWN, "confirm": "nobody"}]}),
    Route("POST", "/api/workers/{worker_id}/tags", Role.OPERATOR, {"tags": {"course": "ccnp"}}),
    Route("POST", "/api/workers/{worker_id}/tags:remove", Role.OPERATOR, {"remove": ["course"]}),
    Route("POST", "/api/workers:tag", Role.OPERATOR, {"ids": [UNKNOWN], "tags": {"course": "ccnp"}}),
    Route("POST", "/api/workers/{worker_id}/cordon", Role.OPERATOR, {"reason": "a test"}),
    Route("POST", "/api/workers/{worker_id}/uncordon", Role.OPERATOR),
    Route("POST", "/api/workers:cordon", Role.OPERATOR, {"ids": [UNKNOWN], "reason": "a test"}),
    Route("POST", "/api/workers:uncordon", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("GET", "/api/workers/{worker_id}/idle", Role.VIEWER),
    Route("POST", "/api/workers/{worker_id}/idle/snooze", Role.OPERATOR, {"minutes": 60}),
    Route("POST", "/api/workers/{worker_id}/idle/exempt", Role.OPERATOR, {"exempt": True}),
    Route("POST", "/api/workers:drain", Role.OPERATOR, {"ids": [UNKNOWN]}),
    Route("GET", "/api/labs", Role.VIEWER),
    Route("GET", "/api/labs/{worker_id}/{lab_id}", Role.VIEWER),
    Route("GET", "/api/labs/{worker_id}/{lab_id}/topology", Role.OPERATOR),
    Route("POST", "/api/labs/{worker_id}/{lab_id}/start", Role.OPERATOR),
    Route("POST", "/api/labs/{worker_id}/{lab_id}/stop", Role.OPERATOR),
    Route("POST", "/api/labs/{worker_id}/{lab_id}/wipe", Role.OPERATOR),
    Route("DELETE", "/api/labs/{worker_id}/{lab_id}", Role.OPERATOR),
    Route("POST", "/api/labs:start", Role.OPERATOR, {"ids": [f"{UNKNOWN}/{LAB}"]}),
    Route("POST", "/api/labs:stop", Role.OPERATOR, {"ids": [f"{UNKNOWN}/{LAB}"]}),
    Route("GET", "/api/workers/{worker_id}/labs", Role.VIEWER),
    Route("POST", "/api/workers/{worker_id}/labs:import", Role.OPERATOR, TOPOLOGY),
    Route("POST", "/api/workers/{worker_id}/sync-labs", Role.OPERATOR),
    Route("GET", "/api/operations", Role.VIEWER),
    Route("GET", "/api/operations/{operation_id}", Role.VIEWER),
    Route("GET", "/api/fleet", Role.VIEWER),
    Route("GET", "/api/fleet/idle", Role.VIEWER),
    Route("GET", "/api/catalogue", Role.VIEWER),
    Route("GET", "/api/events", Role.VIEWER),
    Route("GET", "/api/events/stream", Role.VIEWER),
    Route("GET", "/api/events/dead-letters", Role.OPERATOR),
    Route("POST", "/api/events/dead-letters:redeliver", Role.OPERATOR, REDELIVER),
    Route("POST", "/api/events/dead-letters/{letter_id}/redeliver", Role.OPERATOR),
    Route("DELETE", "/api/events/dead-letters/{letter_id}", Role.OPERATOR),
    Route("GET", "/api/events/clients", Role.ADMIN),
    Route("GET", "/api/asyncapi.json", Role.VIEWER),
    Route("POST", "/api/keys", Role.ADMIN, {"name": "another", "role": "viewer"}),
    Route("GET", "/api/keys", Role.ADMIN),
    Route("DELETE", "/api/keys/{key_id}", Role.ADMIN),
    Route("GET", "/api/credentials", Role.ADMIN),
    Route("PUT", "/api/credentials", Role.ADMIN, CREDENTIALS),
    Route("DELETE", "/api/credentials/{credentials_id}", Role.ADMIN),
    Route("POST", "/api/credentials:rotate", Role.ADMIN),
    Route("GET", "/api/webhooks", Role.ADMIN),
    Route("POST", "/api/webhooks", Role.ADMIN, WEBHOOK),
    Route("GET", "/api/webhooks/{webhook_id}", Role.ADMIN),
    Route("PATCH", "/api/webhooks/{webhook_id}", Role.ADMIN, {"name": "another"}),
    Route("DELETE", "/api/webhooks/{webhook_id}", Role.ADMIN),
    Route("GET", "/api/webhooks/{webhook_id}/deliveries", Role.ADMIN),
    Route("POST", "/api/webhooks/{webhook_id}/test", Role.ADMIN),
    Route("POST", "/api/webhooks/{webhook_id}/rotate-secret", Role.ADMIN),
    Route("GET", "/api/alerts", Role.VIEWER),
    Route("GET", "/api/alerts/{alert_id}", Role.VIEWER),
    Route("POST", "/api/alerts/{alert_id}/acknowledge", Role.OPERATOR, {"comment": "mine"}),
    Route("GET", "/api/alert-mutes", Role.VIEWER),
    Route("POST", "/api/alert-mutes", Role.OPERATOR, {"rule_id": "nobody", "until": "2126-06-01T12:00:00Z"}),
    Route("DELETE", "/api/alert-mutes/{mute_id}", Role.OPERATOR),
    Route("GET", "/api/alert-rules", Role.OPERATOR),
    Route("POST", "/api/alert-rules", Role.ADMIN, ALERT_RULE),
    Route("GET", "/api/alert-rules/{rule_id}", Role.OPERATOR),
    Route("PATCH", "/api/alert-rules/{rule_id}", Role.ADMIN, {"enabled": False}),
    Route("DELETE", "/api/alert-rules/{rule_id}", Role.ADMIN),
    Route("GET", "/api/workers/{worker_id}/trust", Role.VIEWER),
    Route("POST", "/api/workers/{worker_id}/trust", Role.ADMIN, {}),
    Route("DELETE", "/api/workers/{worker_id}/trust", Role.ADMIN),
    Route("GET", "/api/settings", Role.VIEWER),
    Route("PATCH", "/api/settings", Role.ADMIN, {"intervals": {"labs_seconds": None}}),
    Route("GET", "/api/settings/history", Role.VIEWER),
    Route("GET", "/api/audit", Role.ADMIN),
    Route("GET", "/api/workers/{worker_id}/license", Role.VIEWER),
    Route("POST", "/api/workers/{worker_id}/license/register", Role.OPERATOR, {"token": "dG9rZW4="}),
    Route("POST", "/api/workers/{worker_id}/license/renew", Role.OPERATOR),
    Route("POST", "/api/workers/{worker_id}/license/deregister", Role.OPERATOR),
    Route("GET", "/api/archive-plans", Role.OPERATOR),
    Route("POST", "/api/archive-plans", Role.OPERATOR, ARCHIVE_PLAN),
    Route("GET", "/api/archive-plans/{plan_id}", Role.OPERATOR),
    Route("PATCH", "/api/archive-plans/{plan_id}", Role.OPERATOR, {"active": False}),
    Route("DELETE", "/api/archive-plans/{plan_id}", Role.OPERATOR),
    Route("POST", "/api/archive-plans/{plan_id}/run", Role.OPERATOR),
    Route("GET", "/api/archives", Role.VIEWER),
    Route("GET", "/api/archives/{kind}/{day}", Role.VIEWER),
    Route("GET", "/api/archives/{kind}/{day}/file", Role.VIEWER),
    Route("GET", "/api/jobs", Role.VIEWER),
    Route("GET", "/api/jobs/health", Role.VIEWER),
    Route("GET", "/api/jobs/overview", Role.VIEWER),
    Route("GET", "/api/jobs/scheduler", Role.VIEWER),
    Route("POST", "/api/jobs:enable", Role.OPERATOR, {"names": ["no-such-job"]}),
    Route("POST", "/api/jobs:disable", Role.OPERATOR, {"names": ["no-such-job"]}),
    Route("POST", "/api/jobs:trigger", Role.OPERATOR, {"names": ["no-such-job"]}),
    Route("GET", "/api/jobs/{name}", Role.VIEWER),
    Route("PATCH", "/api/jobs/{name}", Role.OPERATOR, {"misfire_grace_seconds": 60}),
    Route("DELETE", "/api/jobs/{name}", Role.OPERATOR),
    Route("PUT", "/api/jobs/{name}/schedule", Role.OPERATOR, {"type": "daily", "hour": 23, "minute": 59}),
    Route("POST", "/api/jobs/{name}/enable", Role.OPERATOR),
    Route("POST", "/api/jobs/{name}/disable", Role.OPERATOR),
    Route("POST", "/api/jobs/{name}/reset", Role.OPERATOR),
    Route("POST", "/api/jobs/{name}/trigger", Role.OPERATOR, {}),
    Route("GET", "/api/jobs/{name}/why", Role.VIEWER),
    Route("GET", "/api/jobs/{name}/executions", Role.VIEWER),
    Route("GET", "/api/jobs/executions", Role.VIEWER),
    Route("POST", "/api/jobs/executions:cancel-own", Role.OPERATOR, {"confirm": 0}),
    Route("GET", "/api/jobs/executions/{execution_id}", Role.VIEWER),
    Route("GET", "/api/jobs/executions/{execution_id}/logs", Role.VIEWER),
    Route("POST", "/api/jobs/executions/{execution_id}/cancel", Role.OPERATOR),
    Route("POST", "/api/jobs/executions/{execution_id}/retry", Role.OPERATOR),
    Route("POST", "/api/jobs/executions/{execution_id}/pause", Role.OPERATOR),
    Route("POST", "/api/jobs/executions/{execution_id}/resume", Role.OPERATOR),
)
