"""The action DescribeInstanceStatus (EC2 API Reference)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.instance_filters import status_filters
from simulator.ec2.paging import read_page_request
from simulator.ec2.selection import INSTANCE_IDS, listed_instances, named_instances
from simulator.ec2.status_xml import status_xml
from simulator.ec2.xml_reply import next_token_element, xml_reply
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

MOST_IDS: Final = 100


def describe_instance_status(fleet: Fleet, call: AwsCall) -> Reply:
    """List states and status checks; only running instances unless all are asked for. Raises ServiceError."""
    page_request = read_page_request(call, INSTANCE_IDS)
    if len(call.form.texts(INSTANCE_IDS)) > MOST_IDS:
        raise ServiceError("InvalidParameterValue", f"At most {MOST_IDS} instance IDs may be specified.")
    seen_at = fleet.seen_at()
    filters = status_filters(call.form.filters(), seen_at)
    candidates = named_instances(fleet, call) or listed_instances(fleet, call, page_request.after)
    wanted = candidates if call.form.flag("IncludeAllInstances") else _running(candidates, seen_at)
    page = page_request.cut(filter(filters.accept, wanted), lambda instance: instance.serial)
    statuses = "".join([status_xml(instance, seen_at) for instance in page.things])
    token = next_token_element(page.next_token)
    return xml_reply(call.action, f"<instanceStatusSet>{statuses}</instanceStatusSet>{token}")


def _running(instances: Iterable[Instance], seen_at: datetime) -> Iterator[Instance]:
    return (instance for instance in instances if instance.state_at(seen_at) is InstanceState.RUNNING)
