"""A lab in CML's JSON (LabResponse)."""

from datetime import datetime
from typing import Any, Final

from simulator.cml.shapes.moment import moment
from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.user import User

ALL_PERMISSIONS: Final = ["lab_admin", "lab_edit", "lab_exec", "lab_view"]


def lab_shape(lab: Lab, now: datetime) -> dict[str, Any]:
    """Show a lab without its nodes."""
    return {
        "id": lab.lab_id,
        "created": moment(lab.created_at),
        "modified": moment(lab.modified_at),
        "lab_title": lab.title,
        "lab_description": lab.description,
        "lab_notes": lab.notes,
        "owner": lab.owner.user_id,
        "owner_username": lab.owner.username,
        "owner_fullname": lab.owner.fullname,
        "state": lab.state_at(now),
        "node_count": len(lab.nodes),
        "link_count": len(lab.links),
        "groups": [],
        "effective_permissions": ALL_PERMISSIONS,
    }


def user_shape(user: User, labs: list[str]) -> dict[str, Any]:
    """Show a user (UserResponse)."""
    return {
        "id": user.user_id,
        "username": user.username,
        "fullname": user.fullname,
        "email": "",
        "admin": user.is_admin,
        "groups": [],
        "associations": [],
        "resource_pool": None,
        "opt_in": None,
        "tour_version": "",
        "created": moment(user.created_at),
        "modified": moment(user.created_at),
        "directory_dn": "",
        "labs": labs,
        "pubkey_info": None,
    }
