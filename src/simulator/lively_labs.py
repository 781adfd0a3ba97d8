"""Labs that live by themselves: now and then their owners start, stop, import or remove one."""

import asyncio
from typing import Final

from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.courseware import drawn_lab
from simulator.fleet.controller.lab import Lab, LabState
from simulator.fleet.draws import choose, draw
from simulator.fleet.fleet import Fleet

SHORTEST_PAUSE_SECONDS: Final = 4
LONGEST_PAUSE_SECONDS: Final = 12
STEPS_PER_RENEWAL: Final = 8
MOST_LABS: Final = 6
MOST_STARTED: Final = 4


class LivelyLabs:
    """Changes one lab of one worker at each step; the same seed makes the same choices."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._steps = 0

    async def run(self) -> None:
        """Make a step every 4 to 12 seconds, for ever."""
        while True:
            await asyncio.sleep(self.pause_seconds())
            self.step()

    def pause_seconds(self) -> int:
        """Tell how long to wait for the next step."""
        return SHORTEST_PAUSE_SECONDS + self._draw("pause") % (LONGEST_PAUSE_SECONDS - SHORTEST_PAUSE_SECONDS + 1)

    def step(self) -> None:
        """Let the owner of a lab start or stop it; each eighth time a lab goes and another comes."""
        self._steps += 1
        now = self._fleet.clock()
        ready = [each for each in self._fleet.all() if each.is_cml_ready_at(now)]
        if not ready:
            return
        controller = self._fleet.controller_of(ready[self._draw("worker") % len(ready)])
        if not controller.licence.is_registered or not controller.labs:
            return
        lab = choose(list(controller.labs.values()), self._draw("lab"))
        if self._steps % STEPS_PER_RENEWAL == 0:
            self._renew(controller, lab)
        elif lab.state_at(now) is LabState.STARTED:
            controller.stop_lab(lab, lab.owner, now)
        elif self._started(controller) < MOST_STARTED:
            controller.start_lab(lab, lab.owner, now)

    def _renew(self, controller: Controller, lab: Lab) -> None:
        """Remove the lab if it does not run, and import another one for its owner while there is room."""
        now, owner = self._fleet.clock(), lab.owner
        if lab.state_at(now) is not LabState.STARTED:
            controller.wipe_lab(lab, owner, now)
            controller.delete_lab(lab, now)
        if len(controller.labs) < MOST_LABS:
            controller.import_lab(drawn_lab(self._draw("import")), owner, now)

    def _started(self, controller: Controller) -> int:
        now = self._fleet.clock()
        return sum(lab.state_at(now) is LabState.STARTED for lab in controller.labs.values())

    def _draw(self, what: str) -> int:
        return draw(self._fleet.plan.seed, "lively labs", what, self._steps)
