"""Faults over the control API."""

from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from aiohttp import web

from simulator.aws.call import Service
from simulator.control.control_error import ControlError, read_object
from simulator.faults.fault import Fault, FaultKind
from simulator.faults.fault_board import FaultBoard
from simulator.fleet.clock import Clock

Word = TypeVar("Word", bound=StrEnum)


class FaultRoutes:
    """Order trouble and take it away again."""

    def __init__(self, board: FaultBoard, clock: Clock) -> None:
        self._board = board
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        return [
            web.get("/_simulator/faults", self.show_all),
            web.post("/_simulator/faults", self.add),
            web.delete("/_simulator/faults", self.lift_all),
            web.delete(r"/_simulator/faults/{fault_id:\d+}", self.lift),
        ]

    async def show_all(self, _request: web.Request) -> web.Response:
        """GET the faults in force."""
        return web.json_response({"faults": [_shown(fault) for fault in self._board.all()]})

    async def add(self, request: web.Request) -> web.Response:
        """POST `{"service", "kind", "region"?, "action"?, "count"?, "seconds"?, "instances"?}`."""
        wish = await read_object(request)
        seconds = _number(wish, "seconds")
        kind = _word(wish, "kind", FaultKind)
        instances = wish.get("instances", [])
        if kind is FaultKind.MISSING_INSTANCE and not instances:
            raise ControlError("a missing_instance fault names the ids in instances")
        fault = Fault(
            fault_id=self._board.next_id(),
            kind=kind,
            service=_word(wish, "service", Service),
            region=wish.get("region"),
            action=wish.get("action"),
            calls_left=None if (count := _number(wish, "count")) is None else int(count),
            until=None if seconds is None else self._clock() + timedelta(seconds=seconds),
            instance_ids=frozenset(map(str, instances)),
        )
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


def _word(wish: dict[str, Any], name: str, words: type[Word]) -> Word:
    try:
        return words(str(wish.get(name)))
    except ValueError:
        raise ControlError(f"{name} is one of {', '.join(words)}") from None


def _number(wish: dict[str, Any], name: str) -> float | None:
    value = wish.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ControlError(f"{name} is a number above zero")
    return value


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
    }
