"""The checks of the database, in the order in which they are told."""

from application.clock import Clock
from application.doctor.check import Check, Step
from integration.mongo.doctor.change_streams_check import ChangeStreamsCheck
from integration.mongo.doctor.database_check import DatabaseCheck
from integration.mongo.doctor.database_clock_check import DatabaseClockCheck
from integration.mongo.doctor.database_latency_check import DatabaseLatencyCheck
from integration.mongo.doctor.durable_write_check import DurableWriteCheck
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.doctor.indexes_check import IndexesCheck


def database_step(database: ExaminedDatabase, clock: Clock, *others: Check) -> Step:
    """Look at what a database that answers can do; `others` need it, too."""
    checks: tuple[Check, ...] = (
        DatabaseLatencyCheck(database, clock),
        DatabaseClockCheck(database, clock),
        DurableWriteCheck(database),
        ChangeStreamsCheck(database),
        IndexesCheck(database),
        *others,
    )
    return Step(DatabaseCheck(database), [Step(check) for check in checks])
