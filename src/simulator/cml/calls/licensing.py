"""The licence and what can be done about it."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from simulator.cml.ask import Ask
from simulator.cml.reply import NO_CONTENT, CmlError, Reply, json_reply
from simulator.cml.shapes.licence_shape import licence_shape
from simulator.fleet.controller.licence import LicenceRefusedError
from simulator.fleet.controller.telemetry import Category

TOKEN: Final = re.compile(r"[a-zA-Z\d+/%=-]{1,256}")
PRODUCT: Final = re.compile(r"\w{1,20}")


def licensing(ask: Ask) -> Reply:
    """Show the licence."""
    ask.require_admin()
    ask.controller.licence.settle(ask.now)
    return json_reply(licence_shape(ask.instance, ask.controller))


def features(ask: Ask) -> Reply:
    """Show what the licence covers."""
    ask.require_admin()
    return json_reply(licence_shape(ask.instance, ask.controller)["features"])


def register(ask: Ask) -> Reply:
    """Register with a token of the licence server. Raises CmlError."""
    wanted = ask.members()
    token, again = wanted.get("token"), wanted.get("reregister", False)
    if not isinstance(token, str) or not TOKEN.fullmatch(token) or not isinstance(again, bool):
        raise CmlError(HTTPStatus.BAD_REQUEST, "The registration token is not valid.")
    return _changed(ask, lambda: ask.controller.licence.register(ask.now, again=again, token=token))


def deregister(ask: Ask) -> Reply:
    """Give the registration up: 202 when the licence server could not be told. Raises CmlError."""
    told = True

    def give_up() -> None:
        nonlocal told
        told = ask.controller.licence.deregister(ask.now)

    reply = _changed(ask, give_up)
    return reply if told else Reply(status=HTTPStatus.ACCEPTED)


def renew_registration(ask: Ask) -> Reply:
    """Renew the registration. Raises CmlError."""
    return _changed(ask, lambda: ask.controller.licence.renew_registration(ask.now))


def renew_authorization(ask: Ask) -> Reply:
    """Renew the authorization. Raises CmlError."""
    return _changed(ask, lambda: ask.controller.licence.renew_authorization(ask.now))


def set_product(ask: Ask) -> Reply:
    """Change the product that is to be licensed. Raises CmlError."""
    product = ask.document()
    if not isinstance(product, str) or not PRODUCT.fullmatch(product):
        raise CmlError(HTTPStatus.BAD_REQUEST, "The product license is not valid.")
    ask.require_admin()
    ask.controller.licence.product = product
    return NO_CONTENT


def set_transport(ask: Ask) -> Reply:
    """Take the way to the licence server, of which there is only one here. Raises CmlError."""
    ask.require_admin()
    ask.members()
    return NO_CONTENT


def _changed(ask: Ask, change: Callable[[], None]) -> Reply:
    ask.require_admin()
    try:
        change()
    except LicenceRefusedError as error:
        raise CmlError(HTTPStatus.CONFLICT, str(error)) from error
    is_registered = ask.controller.licence.is_registered
    ask.controller.telemetry.tell(ask.now, Category.LICENSE_INFO, is_registered=is_registered)
    return NO_CONTENT
