"""A CML controller: what the instance is there for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Final

from simulator.fleet.controller.lab import Lab, LabRefusedError, NodeStep
from simulator.fleet.controller.lab_design import LabDesign
from simulator.fleet.controller.lab_load import LabLoad, Level
from simulator.fleet.controller.lab_node import LabNode
from simulator.fleet.controller.licence import Licence
from simulator.fleet.controller.node_life import NodeDelays, NodeState
from simulator.fleet.controller.telemetry import Category, Telemetry
from simulator.fleet.controller.user import User
from simulator.fleet.draws import uuid4_of

TOLD: Final = {
    NodeState.QUEUED: Category.QUEUE_NODE,
    NodeState.STARTED: Category.START_NODE,
    NodeState.BOOTED: Category.BOOT_NODE,
    NodeState.STOPPED: Category.STOP_NODE,
    NodeState.DEFINED_ON_CORE: Category.WIPE_NODE,
}


class Controller:
    """Labs, users, licence and history of one worker; the words of its seed make its ids."""

    def __init__(
        self, seed: tuple[object, ...], version: str, users: Iterable[User], licence: Licence, delays: NodeDelays
    ) -> None:
        self.version = version
        self.users = {user.username: user for user in users}
        self.licence = licence
        self.labs: dict[str, Lab] = {}
        self.telemetry = Telemetry()
        self.load = LabLoad()
        self.is_in_maintenance = False
        self.compute_id = uuid4_of(*seed, "compute")
        self.static_tokens: dict[str, str] = {}
        """The usernames, by the personal access token of each."""
        self._seed = seed
        self._delays = delays
        self._labs_made = 0

    @property
    def admin(self) -> User:
        """The first administrator."""
        return next(user for user in self.users.values() if user.is_admin)

    def nodes(self) -> Iterator[LabNode]:
        """Give all nodes of all labs."""
        return chain.from_iterable(lab.nodes.values() for lab in self.labs.values())

    def import_lab(self, design: LabDesign, owner: User, now: datetime) -> Lab:
        """Add a lab."""
        self._labs_made += 1
        number = self._labs_made
        lab = design.built(owner, now, lambda *words: uuid4_of(*self._seed, number, *words))
        self.labs[lab.lab_id] = lab
        self.telemetry.tell(now, Category.IMPORT_LAB, lab_id=lab.lab_id, user_id=owner.user_id)
        return lab

    def start_lab(self, lab: Lab, by: User, now: datetime) -> None:
        """Start the nodes of a lab that do not run. Raises LabRefusedError without a licence."""
        self.licence.settle(now)
        if not self.licence.is_registered:
            raise LabRefusedError("The system is not licensed: nodes cannot be started.")
        self.telemetry.tell(now, Category.START_LAB, lab_id=lab.lab_id, user_id=by.user_id)
        self._follow(lab, lab.start(now, self._delays), by, now)

    def stop_lab(self, lab: Lab, by: User, now: datetime) -> None:
        """Stop the nodes of a lab that run."""
        self.telemetry.tell(now, Category.STOP_LAB, lab_id=lab.lab_id, user_id=by.user_id)
        self._stop(lab, by, now, self._delays.stopping_seconds)

    def wipe_lab(self, lab: Lab, by: User, now: datetime) -> None:
        """Wipe the nodes of a stopped lab. Raises LabRefusedError while it runs."""
        self._follow(lab, lab.wipe(now), by, now)

    def delete_lab(self, lab: Lab, now: datetime) -> None:
        """Forget a lab. Raises LabRefusedError unless it is stopped and wiped."""
        lab.require_removable(now)
        del self.labs[lab.lab_id]

    def power_off(self, now: datetime) -> None:
        """Lose all nodes at once: the instance goes down or boots anew."""
        for lab in self.labs.values():
            self._stop(lab, self.admin, now, 0)

    def maintain(self, now: datetime, *, wanted: bool) -> None:
        """Let only administrators log in, or everybody."""
        self.is_in_maintenance = wanted
        self.telemetry.tell(now, Category.MAINTENANCE_STATE_CHANGE, maintenance_mode=wanted)

    def cores_at(self, now: datetime) -> float:
        """Tell how many cores the nodes use."""
        return sum(node.cores_at(now) for node in self.nodes())

    def _stop(self, lab: Lab, by: User, now: datetime, seconds: float) -> None:
        self.telemetry.forget_after(now, lab.lab_id)
        steps = lab.stop(now, seconds)
        self._follow(lab, [(node, step) for node, step in steps if step.state is NodeState.STOPPED], by, now)

    def _follow(self, lab: Lab, steps: list[NodeStep], by: User, now: datetime) -> None:
        """Remember what happens to the nodes, and expect the load that follows from it."""
        for node, step in steps:
            facts = {"node_id": node.node_id, "node_definition": node.definition.name, "user_id": by.user_id}
            self.telemetry.tell(step.at, TOLD[step.state], lab_id=lab.lab_id, **facts)
        if steps:
            moments = sorted({now, *(step.at for node in self.nodes() for step in node.life.steps if step.at > now)})
            levels = [Level(int(at.timestamp()), self.cores_at(at)) for at in moments]
            self.load.replace_from(levels[0].second, levels)
