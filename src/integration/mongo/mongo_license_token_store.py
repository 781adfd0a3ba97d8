"""Registration tokens that wait for their operation, as documents that expire."""

from datetime import datetime

import msgspec

from domain.cml.sealed_secret import SealedSecret
from integration.mongo.mongo_database import MongoDatabase, database_errors


class MongoLicenseTokenStore:
    """Written to the journal: the operation that needs one is begun right after. They are sealed before they come."""

    def __init__(self, database: MongoDatabase) -> None:
        self._tokens = database.journaled["license_tokens"]

    async def put_async(self, token_id: str, sealed: SealedSecret, expires_at: datetime) -> None:
        """Insert it."""
        document = {"_id": token_id, "sealed": msgspec.to_builtins(sealed, builtin_types=(bytes,))}
        with database_errors():
            await self._tokens.insert_one({**document, "expires_at": expires_at})

    async def get_async(self, token_id: str) -> SealedSecret | None:
        """Find it."""
        with database_errors():
            document = await self._tokens.find_one({"_id": token_id})
        return msgspec.convert(document["sealed"], SealedSecret, builtin_types=(bytes,)) if document else None

    async def remove_async(self, token_id: str) -> None:
        """Delete it."""
        with database_errors():
            await self._tokens.delete_one({"_id": token_id})
