"""What a fresh demo is given through its API: a key for an operator, a launch template, and workers."""

from typing import Any

from cli.connection.api_client import ApiClient
from cli.connection.target import Target
from cli.demo.programs import REGIONS
from cli.errors import NotAllowedError
from cli.output import streams

KEY_NAME = "demo"
IMAGES = "cisco-cml*"
TEMPLATE_NAME = "standard"
TEMPLATE: dict[str, Any] = {
    "instance_type": "m5zn.metal",
    "regions": {region: {"ami_name": "cisco-cml2*"} for region in REGIONS},
}


def operator_key(address: str, admin_key: str, kept: Any) -> str:
    """Return the kept operator key when it still opens the API, else a new one."""
    if isinstance(kept, str) and _opens(address, kept):
        return kept
    with ApiClient(Target(address, admin_key)) as admin:
        created = admin.post("/api/keys", {"name": KEY_NAME, "role": "operator"})
    return str(created.get("secret"))


def offer_template(address: str, admin_key: str) -> None:
    """Let workers be created, of a template that people may change."""
    with ApiClient(Target(address, admin_key)) as admin:
        admin.request("PATCH", "/api/settings", body={"templates": {TEMPLATE_NAME: TEMPLATE}})


def import_fleet(address: str, operator: str) -> None:
    """Import the workers of the simulator; those already known stay as they are."""
    with ApiClient(Target(address, operator)) as client:
        body: dict[str, Any] = {"regions": list(REGIONS), "ami_name": IMAGES}
        reply = client.post("/api/workers:bulk-import", body)
    streams.message(f"Imported {len(reply.get('imported') or ())} workers.")
    for error in reply.get("errors") or ():
        streams.message(f"{error.get('region')}: {error.get('message')}")


def _opens(address: str, key: str) -> bool:
    with ApiClient(Target(address, key)) as client:
        try:
            client.get("/api/fleet")
        except NotAllowedError:
            return False
    return True
