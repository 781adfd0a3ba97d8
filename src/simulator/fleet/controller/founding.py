"""How the controllers of the simulated account are to begin with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.courseware import drawn_lab
from simulator.fleet.controller.licence import Licence
from simulator.fleet.controller.node_life import NodeDelays
from simulator.fleet.controller.telemetry import Category
from simulator.fleet.controller.user import ADMIN_ID, User
from simulator.fleet.draws import choose, draw, uuid4_of

ADMIN: Final = "admin"
STUDENTS: Final = (("amara", "Amara Diallo"), ("jonas", "Jonas Weber"), ("mei", "Mei Tanaka"))
FIRST_REPORT: Final = (
    (Category.CPUINFO, {"model": "Intel(R) Xeon(R) Platinum 8275CL CPU @ 3.00GHz"}),
    (Category.MEMINFO, {"swap_total_kib": 0}),
    (Category.BLKINFO, {"devices": ["nvme0n1"]}),
    (Category.DMIINFO, {"manufacturer": "Amazon EC2"}),
    (Category.HYPERVISOR, {"type": "KVM"}),
    (Category.VMWARE, {"is_guest": False}),
    (Category.AAA_INFO, {"method": "local"}),
    (Category.USER_GROUP, {"groups": 0}),
    (Category.RESOURCE_POOL, {"pools": 0}),
    (Category.NOTICE_STATE_CHANGE, {"notices": 0}),
    (Category.RUNNING_NODES, {"running_nodes": 0}),
    (Category.SYSTEM_STATS, {"cpu_percent": 0.0}),
)


@dataclass(frozen=True, slots=True)
class ControllerPlan:
    """All that decides what controllers hold: equal plans make equal labs and ids."""

    labs: int = 5
    started_percent: int = 60
    """How many of a hundred labs run to begin with."""
    password: str = field(default="simulated", repr=False)
    """The administrator's, on all controllers but the strange ones."""
    unlicensed: frozenset[int] = frozenset()
    """The serial numbers of instances that have no licence."""
    license_seconds: float = 2
    """How long the licence server takes to answer."""
    strange_passwords: frozenset[int] = frozenset()
    """The serial numbers of instances whose administrator has another password than the others."""
    version: str | None = None
    """The version of all controllers; None lets the machine image decide."""
    node_delays: NodeDelays = field(default_factory=NodeDelays)

    def password_of(self, serial: int) -> str:
        """Tell the administrator's password on an instance."""
        return f"{self.password}-{serial}" if serial in self.strange_passwords else self.password

    def fresh(self, seed: int, serial: int, now: datetime, version: str) -> Controller:
        """Make a controller without labs."""
        words = (seed, serial, "cml")
        admin = User(ADMIN_ID, ADMIN, "Administrator", self.password_of(serial), is_admin=True, created_at=now)
        students = [
            User(uuid4_of(*words, name), name, fullname, f"{self.password}-{name}", is_admin=False, created_at=now)
            for name, fullname in STUDENTS
        ]
        is_licensed = serial not in self.unlicensed
        since, settles_after = now if is_licensed else None, timedelta(seconds=self.license_seconds)
        licence = Licence(since, since, since, settles_after=settles_after)
        controller = Controller(words, self.version or version, [admin, *students], licence, self.node_delays)
        controller.static_tokens[f"pat.{draw(*words, 'token'):016x}.{serial:06d}"] = ADMIN
        for category, facts in FIRST_REPORT:
            controller.telemetry.tell(now, category, **facts)
        controller.telemetry.tell(now, Category.LICENSE_INFO, is_registered=is_licensed)
        return controller

    def founded(self, seed: int, serial: int, launched_at: datetime, version: str) -> Controller:
        """Make a controller that has been there for long, with labs of which some run."""
        controller = self.fresh(seed, serial, launched_at, version)
        students = [user for user in controller.users.values() if not user.is_admin]
        for number in range(self.labs):
            words = (seed, serial, "lab", number)
            imported_at = launched_at + timedelta(minutes=10 + number)
            owner = choose(students, *words, "owner")
            lab = controller.import_lab(drawn_lab(*words), owner, imported_at)
            is_started = draw(*words, "started") % 100 < self.started_percent
            if is_started and controller.licence.is_registered:
                controller.start_lab(lab, owner, imported_at + timedelta(minutes=5))
                captured = {"lab_id": lab.lab_id, "user_id": owner.user_id}
                controller.telemetry.tell(imported_at + timedelta(minutes=6), Category.PACKET_CAPTURE, **captured)
        return controller
