"""Whether the database answers, and what it is."""

from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

from application.doctor.finding import Finding, failed, ok, warning
from integration.mongo.doctor.examined_database import ExaminedDatabase

START_OR_CORRECT = "start it, or correct the address in CML_FLEET_MONGODB_URI"
CREDENTIALS = "correct the user, the password or authSource in CML_FLEET_MONGODB_URI"


class DatabaseCheck:
    """Asks for what needs no permission, then for what needs one."""

    name = "database"
    subject = ""

    def __init__(self, database: ExaminedDatabase) -> None:
        self._database = database

    async def run_async(self) -> Finding:
        """Say what kind of server answers, and its version. StartupError for a URI that is none."""
        if not self._database.is_named:
            return failed("no database is named", "set CML_FLEET_MONGODB_URI")
        try:
            return await self._look()
        except OperationFailure:
            return failed("the database answers and refuses these credentials", CREDENTIALS)
        except PyMongoError as error:
            return failed(f"the database does not answer ({type(error).__name__})", START_OR_CORRECT)

    async def _look(self) -> Finding:
        connection = self._database.connection
        hello = await connection.documents.client.admin.command("hello")
        build = await connection.documents.client.admin.command("buildInfo")
        await connection.start_async()
        kind, version = kind_of(hello, build), str(build.get("secantusVersion") or build.get("version"))
        sentence = f"a {kind} of version {version} answers"
        if connection.has_change_streams:
            return ok(sentence, kind=kind, version=version)
        cure = "make it a replica set of one: mongod --replSet rs0, then rs.initiate()"
        return warning(f"{sentence}; it has no change streams and no majority", cure, kind=kind, version=version)


def kind_of(hello: dict[str, Any], build: dict[str, Any]) -> str:
    """Tell kinds of servers apart by what they say of themselves (MongoDB manual, "hello")."""
    if "secantusVersion" in build:
        return "SecantusDB"
    if hello.get("msg") == "isdbgrid":
        return "mongos"
    return "mongod replica set" if "setName" in hello else "standalone mongod"
