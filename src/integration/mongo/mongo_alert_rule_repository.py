"""Rules of alerts as documents."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from pymongo.errors import DuplicateKeyError

from domain.alert.alert_rule import AlertRule
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoAlertRuleRepository:
    """Written to the journal. Every write asks for the version before."""

    def __init__(self, database: MongoDatabase) -> None:
        self._rules = database.journaled["alert_rules"]

    async def save_async(self, rule: AlertRule) -> bool:
        """Insert a first version, replace the one before of any other."""
        document: Document = {"_id": rule.id, **msgspec.to_builtins(rule, builtin_types=(datetime,))}
        with database_errors():
            if rule.version > 1:
                before = {"_id": rule.id, "version": rule.version - 1}
                return (await self._rules.replace_one(before, document)).matched_count == 1
            try:
                await self._rules.insert_one(document)
            except DuplicateKeyError:
                return False
        return True

    async def list_async(self) -> Sequence[AlertRule]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._rules.find({}, sort=[("_id", 1)]).to_list(None)
        return [msgspec.convert(document, AlertRule) for document in documents]

    async def remove_async(self, rule_id: str) -> bool:
        """Delete."""
        with database_errors():
            return (await self._rules.delete_one({"_id": rule_id})).deleted_count == 1
