"""LicenseTask: one operation on the licence of one worker, while it is carried out."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from application.clock import Clock
from application.license.license_acts import LicenseActs
from application.operation.operation_work import Report
from application.ports.cml_client import CMLHost
from domain.cml.licensing_reading import LicensingReading
from domain.operation.operation import Operation
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.worker.cml_worker import CMLWorker
from domain.worker.license_act import LicenseAct

ASK = "ask"
SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to say of what went well; "" = nothing."""

    code: str = ""
    message: str = ""


NOTHING_TO_NOTE = Note()


@dataclass(slots=True, kw_only=True)
class LicenseTask:
    """`act` is how far it has come, as the worker knows it; `secret` is what must not stand in any message."""

    operation: Operation
    worker_id: str
    act: LicenseAct
    report: Report
    acts: LicenseActs
    clock: Clock
    secret: str = field(default="", repr=False)
    host: CMLHost = field(init=False)

    @property
    def asked(self) -> bool:
        """Whether the controller may have been asked before."""
        return self.act.step != ""

    async def asking_async(self, reading: LicensingReading, *, renewal: bool = False) -> None:
        """Tell that the controller is about to be asked, and when it had last tried."""
        before = reading.renewing.at if renewal else reading.registering.at
        await self.report({self.worker_id: TargetResult(outcome=TargetOutcome.WAITING, step=ASK)})
        await self._continue(ASK, reading.words, self.clock.now(), before)

    async def settling_async(self, reading: LicensingReading) -> None:
        """Tell what the controller says meanwhile; nothing is told twice."""
        if self.act.step != SETTLE:
            await self.report({self.worker_id: TargetResult(outcome=TargetOutcome.WAITING, step=SETTLE)})
        if (SETTLE, reading.words) != (self.act.step, self.act.message):
            await self._continue(SETTLE, reading.words, self.clock.now(), self.act.attempted_before)

    def masked(self, message: str) -> str:
        """The message without the secret: Cisco repeats the token when it refuses it."""
        return message.replace(self.secret, "***") if self.secret else message

    async def _continue(self, step: str, words: str, now: datetime, before: datetime | None) -> None:
        def go_on(worker: CMLWorker) -> None:
            worker.continue_license_act(self.operation.aggregate_id, step, before, words, now)

        await self.acts.change_async(self.worker_id, go_on)
        self.act = replace(self.act, step=step, attempted_before=before, message=words)
