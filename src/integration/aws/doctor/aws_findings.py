"""What the source errors of AWS mean for whoever sets the service up."""

from application.doctor.finding import Finding, failed, warning
from application.ports.source_errors import SourceThrottledError
from domain.errors import SourceUnavailableError

END_OF_FAULT = "): "
REACH = "see that this machine reaches AWS: network, proxy, firewall, VPC endpoints"


def finding_of(error: SourceUnavailableError) -> Finding:
    """Cut the error's sentence into fault and cure; throttling passes by itself."""
    fault, separator, cure = str(error).partition(END_OF_FAULT)
    if isinstance(error, SourceThrottledError):
        return warning(str(error), "try again later; something else asks AWS much, too")
    return failed(f"{fault})" if separator else fault, cure or REACH)
