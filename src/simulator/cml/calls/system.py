"""The controller itself: version, statistics, health, maintenance, history."""

from http import HTTPStatus
from typing import Any

from simulator.cml.ask import Ask
from simulator.cml.reply import CmlError, Reply, json_reply
from simulator.cml.shapes.moment import moment
from simulator.cml.shapes.system_shape import health_shape, stats_shape


def system_information(ask: Ask) -> Reply:
    """Tell the version; asks for no token."""
    information = {
        "version": ask.controller.version,
        "ready": True,
        "allow_ssh_pubkey_auth": False,
        "oui": "52:54:00:00:00:00",
    }
    return json_reply(information)


def system_stats(ask: Ask) -> Reply:
    """Tell what is in use."""
    return json_reply(stats_shape(ask.instance, ask.controller, ask.now))


def system_health(ask: Ask) -> Reply:
    """Tell what works."""
    ask.controller.licence.settle(ask.now)
    return json_reply(health_shape(ask.instance, ask.controller))


def maintenance_mode(ask: Ask) -> Reply:
    """Tell whether only administrators may log in."""
    mode: dict[str, Any] = {"maintenance_mode": ask.controller.is_in_maintenance, "notice": None}
    return json_reply({**mode, "resolved_notice": None})


def set_maintenance_mode(ask: Ask) -> Reply:
    """Let only administrators log in, or everybody. Raises CmlError."""
    ask.require_admin()
    wanted = ask.members().get("maintenance_mode")
    if not isinstance(wanted, bool):
        raise CmlError(HTTPStatus.BAD_REQUEST, "maintenance_mode must be a boolean.")
    ask.controller.maintain(ask.now, wanted=wanted)
    return maintenance_mode(ask)


def telemetry(_ask: Ask) -> Reply:
    """Tell whether somebody has agreed to send the history to Cisco."""
    return json_reply({"opt_in": None, "show_modal": False})


def telemetry_events(ask: Ask) -> Reply:
    """Tell the whole history."""
    ask.require_admin()
    told = ask.controller.telemetry.told_at(ask.now)
    return json_reply(
        [{"category": each.category, "timestamp": moment(each.at), "data": dict(each.facts)} for each in told]
    )
