"""Why something cannot be done to a lab now."""

from domain.errors import ConflictError, NotFoundError


class LabUnknownError(NotFoundError):
    """The fleet has no such lab."""

    code = "lab_not_found"

    def __init__(self) -> None:
        super().__init__("the fleet has no lab with this id")


class WorkerNotRunningError(ConflictError):
    """The instance of the worker is not running: nobody is there to be asked."""

    code = "worker_not_running"


class AddressUnknownError(ConflictError):
    """Nothing tells yet where the controller of the worker is."""

    code = "address_unknown"

    def __init__(self) -> None:
        super().__init__("the address of the worker's controller is not known yet")


class LabMustBeStoppedError(ConflictError):
    """The lab runs."""

    code = "lab_must_be_stopped"

    def __init__(self) -> None:
        super().__init__("lab must be stopped")


class LabMustBeWipedError(ConflictError):
    """The lab is stopped, and its nodes still hold what they wrote."""

    code = "lab_must_be_wiped"

    def __init__(self) -> None:
        super().__init__("lab must be wiped")


class LabBusyError(ConflictError):
    """The controller takes its time."""

    code = "lab_busy"


class ImportUnclearError(ConflictError):
    """The service was interrupted while it imported, and nothing tells whether the lab was made."""

    code = "import_unclear"


class TopologyGoneError(NotFoundError):
    """The topology was kept for a day, and nobody could import it."""

    code = "topology_gone"
