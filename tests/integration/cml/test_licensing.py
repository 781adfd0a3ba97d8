"""Licences through the client of CML controllers."""

from typing import Any

import pytest
from aiohttp import web

from application.ports.cml_errors import CMLGarbledError, CMLRefusedError
from support.cml_parts import CMLParts, host_at
from support.cml_stand_in import CMLStandIn

TOKEN = "dG9rZW4="
STATUS: dict[str, Any] = {
    "registration": {
        "status": "NOT_REGISTERED",
        "register_time": {"attempted": "2026-05-04T12:00:00+00:00", "status": "FAILED", "failure": "is not valid"},
    },
    "authorization": {"status": "NO_LICENSES_IN_USE"},
}


async def test_reads_how_a_licence_stands(cml: CMLStandIn, parts: CMLParts) -> None:
    """In CML's own words; what it does not tell is empty."""
    cml.answers["GET /licensing"] = STATUS
    reading = await parts.client.read_licensing_async(host_at(cml.url))
    assert (reading.is_registered, reading.is_authorized, reading.goes_on) == (False, False, False)
    assert (reading.registering.failed, reading.registering.failure) == (True, "is not valid")
    assert reading.words == "registration NOT_REGISTERED, authorization NO_LICENSES_IN_USE"
    assert (reading.renewing.at, reading.renewing.status, reading.renewing.failed) == (None, "", False)
    cml.answers["GET /licensing"] = {}
    empty = await parts.client.read_licensing_async(host_at(cml.url))
    assert empty.words == "registration unknown, authorization unknown"
    cml.answers["GET /licensing"] = []
    with pytest.raises(CMLGarbledError):
        await parts.client.read_licensing_async(host_at(cml.url))


async def test_registers_with_the_token_and_never_repeats_it(cml: CMLStandIn, parts: CMLParts) -> None:
    """Not even where CML does."""
    sent: list[object] = []

    async def take(request: web.Request) -> web.Response:
        sent.append(await request.json())
        return web.Response(status=204)

    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"code": 409, "description": f"not now, {TOKEN}"}, status=409)

    cml.answers["POST /licensing/registration"] = take
    await parts.client.register_license_async(host_at(cml.url), TOKEN, again=True)
    assert sent == [{"token": TOKEN, "reregister": True}]
    cml.answers["POST /licensing/registration"] = refuse
    with pytest.raises(CMLRefusedError, match=r"not now, \*\*\*"):
        await parts.client.register_license_async(host_at(cml.url), TOKEN, again=False)


async def test_renews_and_gives_up(cml: CMLStandIn, parts: CMLParts) -> None:
    """202 to a deregistration says that Cisco could not be told."""

    def answering(status: int) -> Any:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(status=status)

        return answer

    host = host_at(cml.url)
    for what in ("registration", "authorization"):
        cml.answers[f"PUT /licensing/{what}/renew"] = answering(204)
    await parts.client.renew_license_async(host)
    await parts.client.renew_authorization_async(host)
    assert cml.asked[-2:] == ["PUT /licensing/registration/renew", "PUT /licensing/authorization/renew"]
    for status, told in ((204, True), (202, False)):
        cml.answers["DELETE /licensing/deregistration"] = answering(status)
        assert await parts.client.deregister_license_async(host) is told
