"""The action DescribeInstances (EC2 API Reference)."""

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply
from simulator.ec2.instance_filters import instance_filters
from simulator.ec2.instance_xml import reservations_xml
from simulator.ec2.paging import read_page_request
from simulator.ec2.selection import INSTANCE_IDS, listed_instances, named_instances
from simulator.ec2.xml_reply import next_token_element, xml_reply
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance


def describe_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """List instances in full, in the reservations in which they were launched. Raises ServiceError."""
    page_request = read_page_request(call, INSTANCE_IDS)
    seen_at, account = fleet.seen_at(), fleet.plan.account
    filters = instance_filters(call.form.filters(), seen_at, account)
    named = named_instances(fleet, call)
    candidates = named or listed_instances(fleet, call, page_request.after)
    page = page_request.cut(filter(filters.accept, candidates), _serial)
    reservations = reservations_xml(page.things, seen_at, account)
    token = next_token_element(page.next_token)
    return xml_reply(call.action, f"<reservationSet>{reservations}</reservationSet>{token}")


def _serial(instance: Instance) -> int:
    return instance.serial
