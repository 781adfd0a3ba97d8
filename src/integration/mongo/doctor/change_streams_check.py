"""Whether the database tells of changes by itself."""

from pymongo.errors import PyMongoError

from application.doctor.finding import Finding, ok, skipped, warning
from integration.mongo.doctor.examined_database import ExaminedDatabase


class ChangeStreamsCheck:
    """Opens one on the event log and closes it."""

    name = "change streams"
    subject = ""

    def __init__(self, database: ExaminedDatabase) -> None:
        self._database = database

    async def run_async(self) -> Finding:
        """Without them the log is read four times a second: news come a little later."""
        connection = self._database.connection
        if not connection.has_change_streams:
            return skipped("a standalone server has none: the event log is read four times a second instead")
        try:
            async with connection.journaled["event_log"].watch() as changes:
                await changes.try_next()
        except PyMongoError as error:
            sentence = f"the event log cannot be watched ({type(error).__name__}): it is read four times a second"
            return warning(sentence, "give the user the role readWrite, and see that a majority is up")
        return ok("the event log can be watched")
