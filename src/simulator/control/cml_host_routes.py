"""CML hosts over the control API."""

from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from simulator.cml.cml_server import CmlServer
from simulator.cml.host import CmlHost
from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import text_of


class CmlHostRoutes:
    """See and change what CML hosts are like."""

    def __init__(self, server: CmlServer) -> None:
        self._server = server
        self._side = server.side

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        one = "/_simulator/cml/hosts/{instance_id}"
        verbs = "license|unlicense|lose_ssms|find_ssms|close|open|expire_tokens|renew_certificate"
        return [
            web.get("/_simulator/cml/hosts", self.show_all),
            web.get(one, self.show),
            web.put(f"{one}/password", self.set_password),
            web.post(f"{one}/{{verb:{verbs}}}", self.act),
        ]

    async def show_all(self, _request: web.Request) -> web.Response:
        """GET the hosts."""
        return web.json_response({"hosts": [self._shown(host) for host in self._side.by_instance.values()]})

    async def show(self, request: web.Request) -> web.Response:
        """GET one host, with its certificate when it speaks TLS."""
        host = self._named(request)
        shown = self._shown(host)
        if host.is_secure:
            certificate = host.certificate(self._side.fleet.clock())
            shown |= {"certificate": certificate.pem, "fingerprint": certificate.fingerprint}
        return web.json_response(shown)

    async def set_password(self, request: web.Request) -> web.Response:
        """PUT `{"password": "..."}`: change the administrator's; tokens given out stay good."""
        host, wish = self._named(request), await read_object(request)
        password = text_of(wish, "password")
        if not password:
            raise ControlError("password is a text")
        self._side.fleet.controller_of(host.instance).admin.password = password
        return web.json_response(self._shown(host))

    async def act(self, request: web.Request) -> web.Response:
        """POST one of the verbs to one host.

        lose_ssms and find_ssms are about Cisco's licence server, close is for maintenance.
        """
        host = self._named(request)
        self._acts(host)[request.match_info["verb"]]()
        return web.json_response(self._shown(host))

    def _acts(self, host: CmlHost) -> dict[str, Callable[[], object]]:
        controller, now = self._side.fleet.controller_of(host.instance), self._side.fleet.clock()
        return {
            "license": lambda: controller.licence.grant(now),
            "unlicense": controller.licence.lapse,
            "lose_ssms": lambda: setattr(controller.licence, "server_away", True),
            "find_ssms": lambda: setattr(controller.licence, "server_away", False),
            "close": lambda: controller.maintain(now, wanted=True),
            "open": lambda: controller.maintain(now, wanted=False),
            "expire_tokens": host.tokens.take_back_all,
            "renew_certificate": lambda: self._server.renew_certificate(host),
        }

    def _named(self, request: web.Request) -> CmlHost:
        host = self._side.by_instance.get(request.match_info["instance_id"])
        if host is None:
            raise ControlError("no such instance", HTTPStatus.NOT_FOUND)
        return host

    def _shown(self, host: CmlHost) -> dict[str, Any]:
        now, controller = self._side.fleet.clock(), self._side.fleet.controller_of(host.instance)
        states = Counter(lab.state_at(now).value for lab in controller.labs.values())
        return {
            "instance": host.instance.instance_id,
            "name": host.instance.name,
            "address": host.address,
            "listening": host.is_listening,
            "ready": host.instance.is_cml_ready_at(now),
            "version": controller.version,
            "licensed": controller.licence.is_registered,
            "ssms": not controller.licence.server_away,
            "maintenance": controller.is_in_maintenance,
            "labs": states,
            "username": controller.admin.username,
            "password": controller.admin.password,
            "tokens": list(controller.static_tokens),
        }
