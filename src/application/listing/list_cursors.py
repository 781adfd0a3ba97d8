"""ListCursors: where a page ended, written so that nobody else can make one."""

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from application.listing.list_order import ListOrder, Place
from application.settings import Settings
from domain.errors import InvalidCursorError


class ListCursors:
    """The cursors of one list. Each holds the place of a page's last row, the order it is meant for, and `more`."""

    def __init__(self, settings: Settings, list_name: str) -> None:
        self._serializer = URLSafeSerializer(settings.secret_key.get_secret_value(), salt=list_name)

    def after(self, order: ListOrder[Any], row: Any, more: str = "") -> str:
        """Return the cursor of what comes after `row`; `more` is given back with the place."""
        return self._serializer.dumps([order.signature, order.place_of(row), more])

    def read(self, cursor: str) -> tuple[str, Place, str]:
        """Return the signature of the order, the place, and `more`; InvalidCursorError for what is no cursor of it."""
        try:
            signature, place, more = self._serializer.loads(cursor)
        except (BadSignature, ValueError):  # not ours, or of a version whose cursors held less
            raise InvalidCursorError from None
        return signature, place, more
