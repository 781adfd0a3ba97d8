"""Instances over the control API."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from simulator.control.control_error import ControlError, read_object
from simulator.control.launch import are_tags, launch_order
from simulator.control.wish import text_of
from simulator.fleet.catalogue import is_instance_type
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import IllegalTransitionError, Instance


class InstanceRoutes:
    """List, add and change instances."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        one = "/_simulator/instances/{instance_id}"
        return [
            web.get("/_simulator/instances", self.show_all),
            web.post("/_simulator/instances", self.add),
            web.post(f"{one}/tags", self.set_tags),
            web.post(f"{one}/type", self.set_type),
            web.get(one, self.show),
            web.post(one + "/{verb:start|stop|reboot|terminate|impair|heal|monitor|unmonitor}", self.act),
        ]

    async def show_all(self, request: web.Request) -> web.Response:
        """GET instances, all or those of `?region=`."""
        region = request.query.get("region")
        chosen = [each for each in self._fleet.all() if region in (None, each.region)]
        return web.json_response({"instances": [self._shown(each) for each in chosen]})

    async def show(self, request: web.Request) -> web.Response:
        """GET one instance."""
        return web.json_response(self._shown(self._named(request)))

    async def add(self, request: web.Request) -> web.Response:
        """POST `{"count"?, "region"?, "type"?, "ami_name"?, "tags"?}`: launch instances."""
        added = self._fleet.launch(launch_order(self._fleet, await read_object(request)))
        shown = {"instances": [self._shown(each) for each in added]}
        return web.json_response(shown, status=HTTPStatus.CREATED)

    async def act(self, request: web.Request) -> web.Response:
        """POST start, stop, reboot, terminate, impair, heal, monitor or unmonitor to one instance."""
        instance = self._named(request)
        acts: dict[str, Callable[[], object]] = {
            "start": lambda: self._fleet.start([instance]),
            "stop": lambda: self._fleet.stop([instance]),
            "reboot": lambda: self._fleet.reboot([instance]),
            "terminate": lambda: self._fleet.terminate([instance]),
            "impair": lambda: instance.impair(self._fleet.clock()),
            "heal": instance.heal,
            "monitor": lambda: instance.monitor(wanted=True),
            "unmonitor": lambda: instance.monitor(wanted=False),
        }
        try:
            acts[request.match_info["verb"]]()
        except IllegalTransitionError as error:
            raise ControlError(str(error), HTTPStatus.CONFLICT) from error
        return web.json_response(self._shown(instance))

    async def set_tags(self, request: web.Request) -> web.Response:
        """POST `{"course": "ccna", "owner": null}`: set tags, and remove those that are null."""
        instance, tags = self._named(request), await read_object(request)
        if not are_tags({key: "" if value is None else value for key, value in tags.items()}):
            raise ControlError("a tag is a text without control characters, or null to remove it")
        self._fleet.tag(instance, tags)
        return web.json_response(self._shown(instance))

    async def set_type(self, request: web.Request) -> web.Response:
        """POST `{"type": "c5.4xlarge"}`: change the instance type, whatever the state."""
        instance, wish = self._named(request), await read_object(request)
        wanted = text_of(wish, "type")
        if not wanted or not is_instance_type(wanted):
            raise ControlError("type is the name of an instance type, such as c5.4xlarge")
        instance.instance_type = wanted
        return web.json_response(self._shown(instance))

    def _named(self, request: web.Request) -> Instance:
        instance = self._fleet.find(request.match_info["instance_id"])
        if instance is None:
            raise ControlError("no such instance", HTTPStatus.NOT_FOUND)
        return instance

    def _shown(self, instance: Instance) -> dict[str, Any]:
        now = self._fleet.clock()
        return {
            "id": instance.instance_id,
            "name": instance.name,
            "region": instance.region,
            "state": instance.state_at(now),
            "type": instance.instance_type,
            "ami": instance.image.image_id,
            "ami_name": instance.image.name,
            "private_ip": instance.placement.private_ip_address,
            "public_ip": instance.public_ip_at(now),
            "launched_at": instance.launched_at.isoformat(),
            "status_check": instance.status_check_at(now),
            "monitoring": instance.monitoring_state,
            "tags": dict(instance.tags),
            "user_data": instance.user_data,
        }
