"""Faults over the control API."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import web

from simulator.aws.call import Service
from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import count_of, seconds_of, text_of, texts_of, word_of
from simulator.faults.fault import Fault, FaultKind
from simulator.faults.fault_board import FaultBoard
from simulator.faults.meanings import MEANINGS, OF_ONE_SERVICE
from simulator.fleet.clock import Clock


class FaultRoutes:
    """Order trouble and take it away again."""

    def __init__(self, board: FaultBoard, clock: Clock) -> None:
        self._board = board
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        return [
            web.get("/_simulator/faults", self.show_all),
            web.get("/_simulator/faults/kinds", self.show_kinds),
            web.post("/_simulator/faults", self.add),
            web.delete("/_simulator/faults", self.lift_all),
            web.delete(r"/_simulator/faults/{fault_id:\d+}", self.lift),
        ]

    async def show_all(self, _request: web.Request) -> web.Response:
        """GET the faults in force."""
        return web.json_response({"faults": [_shown(fault) for fault in self._board.all()]})

    async def show_kinds(self, _request: web.Request) -> web.Response:
        """GET the kinds there are and what each means."""
        return web.json_response({"kinds": [{"kind": kind, "meaning": MEANINGS[kind]} for kind in FaultKind]})

    async def add(self, request: web.Request) -> web.Response:
        """POST `{"service", "kind", "region"?, "action"?, "count"?, "seconds"?, "instances"?, "amount"?}`."""
        wish = await read_object(request)
        seconds = seconds_of(wish, "seconds")
        fault = Fault(
            fault_id=self._board.next_id(),
            kind=word_of(wish, "kind", FaultKind),
            service=word_of(wish, "service", Service),
            region=text_of(wish, "region"),
            action=text_of(wish, "action"),
            calls_left=count_of(wish, "count"),
            until=None if seconds is None else self._clock() + timedelta(seconds=seconds),
            instance_ids=texts_of(wish, "instances"),
            amount=count_of(wish, "amount"),
        )
        _refuse_nonsense(fault)
        self._board.add(fault)
        return web.json_response(_shown(fault), status=HTTPStatus.CREATED)

    async def lift_all(self, _request: web.Request) -> web.Response:
        """DELETE every fault."""
        return web.json_response({"lifted": self._board.lift()})

    async def lift(self, request: web.Request) -> web.Response:
        """DELETE one fault."""
        if not self._board.lift(int(request.match_info["fault_id"])):
            raise ControlError("no such fault", HTTPStatus.NOT_FOUND)
        return web.json_response({"lifted": 1})


def _refuse_nonsense(fault: Fault) -> None:
    if fault.kind is FaultKind.MISSING_INSTANCE and not fault.instance_ids:
        raise ControlError("a missing_instance fault names the ids in instances")
    if OF_ONE_SERVICE.get(fault.kind, fault.service) is not fault.service:
        raise ControlError(f"a {fault.kind} fault is for {OF_ONE_SERVICE[fault.kind]}")


def _shown(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.fault_id,
        "kind": fault.kind,
        "service": fault.service,
        "region": fault.region,
        "action": fault.action,
        "count": fault.calls_left,
        "until": None if fault.until is None else fault.until.isoformat(),
        "instances": sorted(fault.instance_ids),
        "amount": fault.amount,
    }
