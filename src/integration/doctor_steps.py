"""Every check of what lies outside, in the order in which they are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from application.clock import Clock
from application.doctor.check import Step
from application.doctor.cloudwatch_cost_check import CloudWatchCostCheck
from application.settings import Settings
from integration.aws.cloudwatch_queries import METRICS
from integration.aws.doctor.examined_account import ExaminedAccount
from integration.aws.doctor.optional_needs import OptionalNeeds
from integration.http.http_port_check import HttpPortCheck
from integration.http.running_service_check import RunningServiceCheck
from integration.http.service_probe import ServiceProbe
from integration.mongo.doctor.database_step import database_step
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.doctor.mongo_running_workers import MongoRunningWorkers
from integration.registration import aws_configuration


@asynccontextmanager
async def doctor_steps(settings: Settings, clock: Clock) -> AsyncIterator[list[Step]]:
    """Make the steps, and close at the end what they opened."""
    configuration = aws_configuration(settings)
    accounts = [
        ExaminedAccount(each, settings.aws_regions, configuration, clock, OptionalNeeds.of(settings, each.name))
        for each in configuration.accounts
    ]
    database, probe = ExaminedDatabase(settings), ServiceProbe(settings)
    cost = CloudWatchCostCheck(settings, MongoRunningWorkers(database), len(METRICS))
    try:
        yield [
            database_step(database, clock, cost),
            *(account.step() for account in accounts),
            Step(HttpPortCheck(settings, probe)),
            Step(RunningServiceCheck(probe)),
        ]
    finally:
        for account in accounts:
            account.close()
        await database.close_async()
