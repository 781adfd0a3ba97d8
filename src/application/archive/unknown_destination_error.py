"""UnknownDestinationError: a name that the settings do not have."""

from domain.errors import InvalidRequestError


class UnknownDestinationError(InvalidRequestError):
    """No destination of archives has this name; `pointer` says where it was given."""

    def __init__(self, pointer: str) -> None:
        super().__init__("the settings name no such destination of archives", pointer, code="unknown_destination")
