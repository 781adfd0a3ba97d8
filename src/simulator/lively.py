"""A fleet that moves by itself: now and then somebody stops or starts a worker."""

import asyncio
from typing import Final

from simulator.fleet.draws import draw
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

SHORTEST_PAUSE_SECONDS: Final = 20
LONGEST_PAUSE_SECONDS: Final = 40
LEAST_RUNNING_PERCENT: Final = 80


class LivelyFleet:
    """Stops running workers and later starts those it stopped; the same seed makes the same choices."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._stopped: list[Instance] = []
        self._steps = 0

    async def run(self) -> None:
        """Make a step every 20 to 40 seconds, for ever."""
        while True:
            await asyncio.sleep(self.pause_seconds())
            self.step()

    def pause_seconds(self) -> int:
        """Tell how long to wait for the next step."""
        spread = LONGEST_PAUSE_SECONDS - SHORTEST_PAUSE_SECONDS + 1
        return SHORTEST_PAUSE_SECONDS + self._draw("pause") % spread

    def step(self) -> None:
        """Start or stop one worker, and keep at least 80 of a hundred running."""
        self._steps += 1
        self._forget_restarted()
        startable, stoppable = self._startable(), self._stoppable()
        if startable and (not stoppable or self._draw("verb") % 2):
            self._stopped.remove(startable[0])
            self._fleet.start(startable[:1])
        elif stoppable:
            chosen = stoppable[self._draw("worker") % len(stoppable)]
            self._fleet.stop([chosen])
            self._stopped.append(chosen)

    def _forget_restarted(self) -> None:
        """Lose interest in workers that somebody else has started or ended meanwhile."""
        now, down = self._fleet.clock(), (InstanceState.STOPPING, InstanceState.STOPPED)
        self._stopped = [each for each in self._stopped if each.state_at(now) in down]

    def _startable(self) -> list[Instance]:
        now = self._fleet.clock()
        return [each for each in self._stopped if each.state_at(now) is InstanceState.STOPPED]

    def _stoppable(self) -> list[Instance]:
        """List the running workers if one of them can be spared."""
        now, fleet = self._fleet.clock(), self._fleet.all()
        running = [each for each in fleet if each.state_at(now) is InstanceState.RUNNING]
        is_one_to_spare = (len(running) - 1) * 100 >= LEAST_RUNNING_PERCENT * len(fleet)
        return running if is_one_to_spare else []

    def _draw(self, what: str) -> int:
        return draw(self._fleet.plan.seed, "lively", what, self._steps)
