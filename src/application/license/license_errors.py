"""Why a licence cannot be registered, renewed or given up."""

from domain.errors import ConflictError, NotFoundError


class LicenseBusyError(ConflictError):
    """Another operation is about the same licence."""

    code = "license_busy"

    def __init__(self) -> None:
        super().__init__("another operation is about this licence; wait for its end")


class LicenseRefusedError(ConflictError):
    """Cisco Smart Licensing refused, or could not be reached; the message gives the words that CML was told."""

    code = "license_refused"


class LicenseUnsettledError(ConflictError):
    """CML has taken the order, and nothing tells yet what came of it."""

    code = "license_unsettled"


class LicenseNotRegisteredError(ConflictError):
    """There is no registration to renew."""

    code = "license_not_registered"

    def __init__(self) -> None:
        super().__init__("the controller is not registered: there is nothing to renew")


class LicenseTokenGoneError(NotFoundError):
    """The token was kept for a day, and nobody could use it."""

    code = "license_token_gone"

    def __init__(self) -> None:
        super().__init__("the registration token is not kept any more; register again")
