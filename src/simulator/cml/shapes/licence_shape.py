"""The licence in CML's JSON (LicensingStatus)."""

from datetime import datetime
from typing import Any, Final

from simulator.cml.shapes.moment import moment, moment_or_none
from simulator.cml.shapes.system_shape import hostname_of
from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.licence import AUTHORIZED_FOR, RENEWED_EVERY, VALID_FOR, Attempt, Licence
from simulator.fleet.instance import Instance

DEFAULT_SSMS: Final = "https://smartreceiver.cisco.com/licservice/license"
FEATURES: Final = (
    ("regid.2019-10.com.cisco.CML_ENT_BASE,1.0_2607650b-6ca8-46d5-81e5-e6688b7383c4", "CML - Enterprise License", 1),
    ("regid.2019-10.com.cisco.CML_NODE_COUNT,1.0_2607650b-6ca8-46d5-81e5-e6688b7383c4", "CML - Expansion Nodes", 0),
)


def licence_shape(instance: Instance, controller: Controller) -> dict[str, Any]:
    """Show registration, authorization and features."""
    licence = controller.licence
    return {
        "udi": {"hostname": hostname_of(instance), "product_uuid": controller.compute_id},
        "registration": _registration(licence),
        "authorization": _authorization(licence),
        "reservation_mode": False,
        "features": [_feature(*feature, is_used=licence.is_registered) for feature in FEATURES],
        "product_license": {"active": licence.product, "is_enterprise": "Enterprise" in licence.product},
        "transport": {"proxy": {"server": None, "port": None}, "ssms": DEFAULT_SSMS, "default_ssms": DEFAULT_SSMS},
    }


def _registration(licence: Licence) -> dict[str, Any]:
    registered, renewed = licence.registered_at, licence.renewed_at
    return {
        "status": _status(licence),
        "smart_account": "Simulated Account" if registered else None,
        "virtual_account": "Default" if registered else None,
        "register_time": _tried(licence.registering, registered, None),
        "renew_time": _tried(licence.renewing, renewed, renewed and renewed + RENEWED_EVERY),
        "expires": moment(renewed + VALID_FOR) if renewed else None,
    }


def _status(licence: Licence) -> str:
    if licence.is_pending:
        return "IN_PROGRESS"
    return "COMPLETED" if licence.is_registered else "NOT_REGISTERED"


def _tried(attempt: Attempt | None, done: datetime | None, scheduled: datetime | None) -> dict[str, Any]:
    """Show when it was last asked for, and what the licence server said."""
    if attempt is None or (done is None and not attempt.failure):
        return _time(done, scheduled)
    shown = _time(done, scheduled) | {"attempted": moment(attempt.at)}
    return shown | {"status": "FAILED", "failure": attempt.failure} if attempt.failure else shown


def _authorization(licence: Licence) -> dict[str, Any]:
    authorized = licence.authorized_at
    return {
        "status": "IN_COMPLIANCE" if authorized else "NO_LICENSES_IN_USE",
        "renew_time": _time(authorized, authorized and authorized + AUTHORIZED_FOR / 3),
        "expires": moment(authorized + AUTHORIZED_FOR) if authorized else None,
    }


def _time(done: datetime | None, scheduled: datetime | None) -> dict[str, Any]:
    return {
        "succeeded": moment_or_none(done),
        "attempted": moment_or_none(done),
        "scheduled": moment_or_none(scheduled),
        "status": "SUCCEEDED" if done else None,
        "failure": None,
        "success": "OK" if done else None,
    }


def _feature(feature_id: str, name: str, used: int, *, is_used: bool) -> dict[str, Any]:
    return {
        "id": feature_id,
        "name": name,
        "version": "1.0",
        "in_use": used if is_used else 0,
        "status": "IN_COMPLIANCE" if used and is_used else "INIT",
        "min": 0,
        "max": 300,
        "minEndDate": None,
        "maxEndDate": None,
    }
