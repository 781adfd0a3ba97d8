"""The CloudWatch endpoint as a whole: from an action's name to its answer."""

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.cloudwatch.get_metric_data import get_metric_data
from simulator.fleet.fleet import Fleet


def answer_cloudwatch(fleet: Fleet, call: AwsCall) -> Reply:
    """Carry out the action. Raises ServiceError."""
    if call.action != "GetMetricData":
        raise ServiceError("UnknownOperationException", f"The operation {call.action} is not served.")
    return get_metric_data(fleet, call)
