"""Logging in and out, and users."""

from http import HTTPStatus

from simulator.cml.ask import Ask
from simulator.cml.reply import CmlError, Reply, json_reply
from simulator.cml.shapes.lab_shape import user_shape
from simulator.fleet.controller.telemetry import Category
from simulator.fleet.controller.user import User


def authenticate(ask: Ask) -> Reply:
    """Give a token for a name and a password. Raises CmlError, 403."""
    return json_reply(ask.tokens.give(_logged_in(ask).username, ask.now))


def auth_extended(ask: Ask) -> Reply:
    """Give a token with what is known about its user. Raises CmlError, 403."""
    user = _logged_in(ask)
    token = ask.tokens.give(user.username, ask.now)
    about = {"username": user.username, "id": user.user_id, "admin": user.is_admin}
    return json_reply({**about, "token": token, "error": None})


def authok(_ask: Ask) -> Reply:
    """Tell that the token is good."""
    return json_reply("OK")


def authentication(ask: Ask) -> Reply:
    """Tell whose token it is (CML 2.10)."""
    user = ask.user
    return json_reply({"username": user.username, "id": user.user_id, "admin": user.is_admin})


def logout(ask: Ask) -> Reply:
    """End the token, or all tokens of its user."""
    if ask.flag("clear_all_sessions"):
        ask.tokens.take_back_all(ask.user.username)
    ask.tokens.take_back(ask.token)
    return json_reply(document=True)


def list_users(ask: Ask) -> Reply:
    """List users with the ids of their labs."""
    return json_reply([user_shape(user, _labs_of(ask, user)) for user in ask.controller.users.values()])


def find_user(ask: Ask) -> Reply:
    """Show a user. Raises CmlError, 404."""
    for user in ask.controller.users.values():
        if user.user_id == ask.ids[0]:
            return json_reply(user_shape(user, _labs_of(ask, user)))
    raise CmlError(HTTPStatus.NOT_FOUND, f"User does not exist: {ask.ids[0]}")


def _logged_in(ask: Ask) -> User:
    wanted = ask.members()
    user = ask.controller.users.get(str(wanted.get("username")))
    if user is None or wanted.get("password") != user.password:
        raise CmlError(HTTPStatus.FORBIDDEN, "Authentication failed!")
    if ask.controller.is_in_maintenance and not user.is_admin:
        raise CmlError(HTTPStatus.FORBIDDEN, "The system is in maintenance mode.")
    ask.controller.telemetry.tell(ask.now, Category.USER_ACTIVITY, user_id=user.user_id, action="login")
    return user


def _labs_of(ask: Ask, user: User) -> list[str]:
    return [lab.lab_id for lab in ask.controller.labs.values() if lab.owner is user]
