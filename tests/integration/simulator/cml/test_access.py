"""Who may ask a host."""

from collections.abc import Callable

from .conftest import CmlClient

Move = Callable[[float], None]


async def test_gives_no_token_when_the_password_is_wrong(clients: list[CmlClient]) -> None:
    """A wrong password or an unknown name is 403; an administrator may have another password than elsewhere."""
    assert await clients[0].log_in(password="wrong") == 403
    assert await clients[0].log_in(username="nobody") == 403
    assert await clients[1].log_in() == 403
    assert await clients[1].log_in(password="simulated-2") == 200


async def test_is_refused_when_the_token_has_expired(client: CmlClient, move: Move) -> None:
    """A token lasts a day, or as long as was set; then it is 401 until the next login."""
    move(86_399)
    assert (await client.ask("GET", "authok"))[0] == 200
    move(1)
    assert (await client.ask("GET", "authok"))[0] == 401
    await client.log_in()
    client.cml.side.token_lifetime_seconds = 5
    move(5)
    assert (await client.ask("GET", "labs"))[0] == 401


async def test_is_refused_when_logged_out(client: CmlClient) -> None:
    """A logout ends the token, or all tokens of the user."""
    first = client.token
    await client.log_in()
    assert await client.ask("DELETE", "logout") == (200, True)
    assert (await client.ask("GET", "authok"))[0] == 401
    client.token = first
    assert (await client.ask("GET", "authok"))[0] == 200
    await client.log_in()
    await client.ask("DELETE", "logout?clear_all_sessions=true")
    client.token = first
    assert (await client.ask("GET", "authok"))[0] == 401


async def test_is_let_in_when_it_shows_a_personal_token(client: CmlClient) -> None:
    """A personal access token needs no login, and does not expire."""
    controller = client.fleet.controller_of(client.host.instance)
    (client.token,) = controller.static_tokens
    client.cml.side.token_lifetime_seconds = 0
    assert (await client.get("authentication"))["username"] == "admin"


async def test_shows_more_when_logged_in_at_length(client: CmlClient) -> None:
    """The longer login tells who the user is."""
    status, about = await client.ask("POST", "auth_extended", json={"username": "admin", "password": "simulated"})
    assert (status, about["username"], about["admin"]) == (200, "admin", True)


async def test_sees_only_its_own_when_no_administrator(client: CmlClient) -> None:
    """Another's lab is not found, `show_all` changes nothing, and the licence is none of its business."""
    all_labs = await client.get("labs?show_all=true")
    await client.log_in("mei", "simulated-mei")
    own = await client.get("labs?show_all=true")
    assert set(own) < set(all_labs)
    (other, *_) = set(all_labs) - set(own)
    assert (await client.ask("GET", f"labs/{other}"))[0] == 404
    assert (await client.ask("GET", "licensing"))[0] == 403
    assert {node["lab_id"] for node in await client.get("nodes")} <= set(own)


async def test_lets_only_administrators_in_when_maintained(client: CmlClient) -> None:
    """Maintenance is told to everybody and keeps others from logging in."""
    assert (await client.ask("PATCH", "system/maintenance_mode", json={"maintenance_mode": "yes"}))[0] == 400
    status, mode = await client.ask("PATCH", "system/maintenance_mode", json={"maintenance_mode": True})
    assert (status, mode["maintenance_mode"]) == (200, True)
    assert await client.log_in("mei", "simulated-mei") == 403
    assert await client.log_in() == 200


async def test_is_refused_when_its_words_make_no_sense(client: CmlClient) -> None:
    """A login that is no JSON, or no object, is 400."""
    for body in (b"{", b"[]"):
        assert (await client.ask("POST", "authenticate", data=body))[0] == 400
