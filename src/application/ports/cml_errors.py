"""How a CML controller may fail. The code is for programs, the message says in words what is the matter."""

from application.ports.source_errors import (
    SourceReplyInvalidError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from domain.errors import ConflictError, InvalidRequestError, NotFoundError


class CMLUnreachableError(SourceUnreachableError):
    """No connection, no answer within the deadline, or the controller's own fault (HTTP 5xx)."""

    code = "cml_unreachable"


class CMLBootingError(SourceUnreachableError):
    """The web server in front of the controller answers for it (502 to 504, HTML): it is still starting."""

    code = "cml_booting"


class CMLMaintenanceError(SourceUnreachableError):
    """The controller is in maintenance and lets nobody but its administrators in."""

    code = "cml_maintenance"


class CMLAddressRefusedError(SourceUnreachableError):
    """The address policy of this service does not allow the controller's address; nothing was sent."""

    code = "cml_address_refused"


class CMLCertificateUntrustedError(SourceUnreachableError):
    """The certificate is of no authority that is trusted, and none is pinned; nothing was sent."""

    code = "cml_certificate_untrusted"


class CMLCertificateChangedError(SourceUnreachableError):
    """The certificate is not the one that is pinned; nothing was sent."""

    code = "cml_certificate_changed"


class CMLGarbledError(SourceReplyInvalidError):
    """An answer came and makes no sense: not JSON, another shape, too large, compressed, or elsewhere (redirect)."""

    code = "cml_garbled"


class CMLCredentialsRejectedError(SourceUnauthorizedError):
    """The controller does not know the user, the password or the token, or the user may not do this."""

    code = "cml_credentials_rejected"


class CMLNoCredentialsError(SourceUnauthorizedError):
    """There are no credentials for this worker: neither its own, nor of a group, nor general ones."""

    code = "cml_no_credentials"


class LabNotFoundError(NotFoundError):
    """The controller has no such lab (any more)."""

    code = "lab_not_found"


class CMLRefusedError(ConflictError):
    """The controller understood and will not do it now; the message gives its own words, literally."""

    code = "cml_refused"


class TopologyRefusedError(InvalidRequestError):
    """The controller cannot import this topology; the message gives its own words, literally."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "topology", code="topology_refused")
