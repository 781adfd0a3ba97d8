"""The catalogue as documents."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import msgspec
from pymongo import DeleteOne, ReplaceOne

from application.ports.catalogue_store import CatalogueStore
from domain.catalogue.catalogue_entry import FACTS, AnyEntry, CatalogueEntry
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoCatalogueStore(CatalogueStore):
    """Not written to the journal: the next refresh reads it again. One document for each entry."""

    def __init__(self, database: MongoDatabase) -> None:
        self._catalogue = database.documents["catalogue"]

    async def read_async(self) -> Sequence[AnyEntry]:
        """Read all; kinds that a newer version of the service keeps are passed over."""
        with database_errors():
            documents = await self._catalogue.find({}, sort=[("_id", 1)]).to_list(None)
        return list(_known(documents))

    async def write_async(self, entries: Collection[AnyEntry], removed: Collection[str]) -> None:
        """Write all of it in one bulk write."""
        if not entries and not removed:
            return
        replaced = [ReplaceOne({"_id": entry.id}, _document(entry), upsert=True) for entry in entries]
        deleted = [DeleteOne({"_id": each}) for each in removed]
        with database_errors():
            await self._catalogue.bulk_write([*replaced, *deleted], ordered=False)


def _document(entry: AnyEntry) -> Document:
    return {
        "kind": entry.kind.value,
        "key": entry.key,
        "source": entry.source,
        "as_of": entry.as_of,
        "facts": msgspec.to_builtins(entry.facts, builtin_types=(datetime,)),
    }


def _known(documents: Sequence[Document]) -> Iterator[AnyEntry]:
    kinds = {kind.value: facts for kind, facts in FACTS.items()}
    for document in documents:
        if facts := kinds.get(document["kind"]):
            yield CatalogueEntry(
                key=document["key"],
                facts=msgspec.convert(document["facts"], facts),
                source=document["source"],
                as_of=document["as_of"],
            )
