"""Faults of CML hosts over the control API."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import web

from simulator.cml.cml_server import CmlServer
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.cml.faults.meanings import CML_MEANINGS
from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import count_of, seconds_of, text_of, texts_of, word_of


class CmlFaultRoutes:
    """Order trouble for CML hosts and take it away again; either shows at once."""

    def __init__(self, server: CmlServer) -> None:
        self._server = server
        self._side = server.side

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        return [
            web.get("/_simulator/cml/faults", self.show_all),
            web.get("/_simulator/cml/faults/kinds", self.show_kinds),
            web.post("/_simulator/cml/faults", self.add),
            web.delete("/_simulator/cml/faults", self.lift_all),
            web.delete(r"/_simulator/cml/faults/{fault_id:\d+}", self.lift),
        ]

    async def show_all(self, _request: web.Request) -> web.Response:
        """GET the faults in force."""
        return web.json_response({"faults": [_shown(fault) for fault in self._side.faults.all()]})

    async def show_kinds(self, _request: web.Request) -> web.Response:
        """GET the kinds there are and what each means."""
        return web.json_response({"kinds": [{"kind": kind, "meaning": CML_MEANINGS[kind]} for kind in CmlFaultKind]})

    async def add(self, request: web.Request) -> web.Response:
        """POST `{"kind", "instances"?, "route"?, "count"?, "seconds"?, "amount"?, "address"?}`."""
        wish = await read_object(request)
        seconds = seconds_of(wish, "seconds")
        fault = CmlFault(
            fault_id=self._side.faults.next_id(),
            kind=word_of(wish, "kind", CmlFaultKind),
            instance_ids=texts_of(wish, "instances"),
            route=text_of(wish, "route"),
            calls_left=count_of(wish, "count"),
            until=None if seconds is None else self._side.fleet.clock() + timedelta(seconds=seconds),
            amount=count_of(wish, "amount"),
            address=text_of(wish, "address"),
        )
        self._refuse_nonsense(fault)
        self._side.faults.add(fault)
        await self._server.sweep()
        return web.json_response(_shown(fault), status=HTTPStatus.CREATED)

    async def lift_all(self, _request: web.Request) -> web.Response:
        """DELETE every fault."""
        lifted = self._side.faults.lift()
        await self._server.sweep()
        return web.json_response({"lifted": lifted})

    async def lift(self, request: web.Request) -> web.Response:
        """DELETE one fault."""
        if not self._side.faults.lift(int(request.match_info["fault_id"])):
            raise ControlError("no such fault", HTTPStatus.NOT_FOUND)
        await self._server.sweep()
        return web.json_response({"lifted": 1})

    def _refuse_nonsense(self, fault: CmlFault) -> None:
        unknown = sorted(fault.instance_ids - self._side.by_instance.keys())
        if unknown:
            raise ControlError(f"no such instance: {', '.join(unknown)}")
        if fault.kind is CmlFaultKind.DOWN and (fault.route or fault.calls_left):
            raise ControlError("a down fault is about whole hosts: it knows no route and no count")
        if fault.kind is CmlFaultKind.REDIRECT and not fault.address:
            raise ControlError("a redirect fault names the address")


def _shown(fault: CmlFault) -> dict[str, Any]:
    return {
        "id": fault.fault_id,
        "kind": fault.kind,
        "instances": sorted(fault.instance_ids),
        "route": fault.route,
        "count": fault.calls_left,
        "until": None if fault.until is None else fault.until.isoformat(),
        "amount": fault.amount,
        "address": fault.address,
    }
