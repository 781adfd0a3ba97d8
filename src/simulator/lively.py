"""A fleet that moves by itself: now and then somebody stops or starts a worker, or changes its tags or type."""

import asyncio
from typing import Final

from simulator.fleet.catalogue import COURSES, INSTANCE_TYPES, OWNERS
from simulator.fleet.draws import choose, draw
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

SHORTEST_PAUSE_SECONDS: Final = 20
LONGEST_PAUSE_SECONDS: Final = 40
LEAST_RUNNING_PERCENT: Final = 80
STEPS_PER_TAGGING: Final = 2
CHOICES: Final = {"course": COURSES, "owner": OWNERS}


class LivelyFleet:
    """Stops running workers and later starts those it stopped; the same seed makes the same choices.

    Every second step it changes a tag of some worker, and most of those that it starts have been given another
    type while they were stopped.
    """

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
        """Start or stop one worker, and keep at least 80 of a hundred running; perhaps change a tag."""
        self._steps += 1
        self._forget_restarted()
        startable, stoppable = self._startable(), self._stoppable()
        if startable and (not stoppable or self._draw("verb") % 2):
            self._start(startable[0])
        elif stoppable:
            chosen = stoppable[self._draw("worker") % len(stoppable)]
            self._fleet.stop([chosen])
            self._stopped.append(chosen)
        if self._steps % STEPS_PER_TAGGING == 0:
            self._change_a_tag()

    def _start(self, instance: Instance) -> None:
        """Start it, as another type perhaps: only a stopped instance can be given one."""
        self._stopped.remove(instance)
        instance.instance_type = choose(INSTANCE_TYPES, self._draw("type"))
        self._fleet.start([instance])

    def _change_a_tag(self) -> None:
        """Give a worker another course or another owner."""
        fleet = self._fleet.all()
        if not fleet:
            return
        key = choose(list(CHOICES), self._draw("tag"))
        chosen = fleet[self._draw("tagged worker") % len(fleet)]
        others = [value for value in CHOICES[key] if value != chosen.tags.get(key)]
        self._fleet.tag(chosen, {key: choose(others, self._draw("value"))})

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
