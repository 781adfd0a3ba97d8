"""How DescribeInstances writes an instance (EC2 API Reference, Instance)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final
from xml.sax.saxutils import escape

from simulator.fleet.catalogue import virtual_cpus
from simulator.fleet.draws import aws_id
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

KIND: Final = "instance"
REASON_CODES: Final = {
    InstanceState.STOPPING: "Client.UserInitiatedShutdown",
    InstanceState.STOPPED: "Client.UserInitiatedShutdown",
    InstanceState.SHUTTING_DOWN: "Client.UserInitiatedShutdown",
    InstanceState.TERMINATED: "Client.UserInitiatedShutdown",
    InstanceState.PENDING: "pending",
}
FIXED: Final = (
    "<productCodes/><architecture>x86_64</architecture>"
    "<rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/sda1</rootDeviceName>"
    "<virtualizationType>hvm</virtualizationType><hypervisor>xen</hypervisor><ebsOptimized>true</ebsOptimized>"
    "<enaSupport>true</enaSupport><sourceDestCheck>true</sourceDestCheck>"
    "<capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference>"
    "</capacityReservationSpecification><hibernationOptions><configured>false</configured></hibernationOptions>"
    "<metadataOptions><state>applied</state><httpTokens>required</httpTokens>"
    "<httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint>"
    "<httpProtocolIpv6>disabled</httpProtocolIpv6><instanceMetadataTags>disabled</instanceMetadataTags>"
    "</metadataOptions><enclaveOptions><enabled>false</enabled></enclaveOptions><bootMode>uefi-preferred</bootMode>"
    "<maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions>"
    "<currentInstanceBootMode>legacy-bios</currentInstanceBootMode>"
    "<platformDetails>Linux/UNIX</platformDetails><usageOperation>RunInstances</usageOperation>"
)


def reservations_xml(instances: Iterable[Instance], now: datetime, account: str) -> str:
    """Write the items of reservationSet; neighbours that were launched together share one."""
    groups = groupby(instances, key=attrgetter("reservation_id"))
    return "".join([f"<item>{reservation_xml(list(group), now, account)}</item>" for _, group in groups])


def reservation_xml(instances: Sequence[Instance], now: datetime, account: str) -> str:
    """Write one reservation and its instances."""
    items = "".join([f"<item>{instance_xml(instance, now, account)}</item>" for instance in instances])
    return (
        f"<reservationId>{instances[0].reservation_id}</reservationId><ownerId>{account}</ownerId><groupSet/>"
        f"<instancesSet>{items}</instancesSet>"
    )


def instance_xml(instance: Instance, now: datetime, account: str) -> str:
    """Give one instance, written anew only when it differs from the last time."""
    look = instance.look_at(now)
    text = instance.texts.get((KIND, look))
    if text is None:
        text = instance.texts[KIND, look] = _instance_xml(instance, look.state, now, account)
    return text


def _instance_xml(instance: Instance, state: InstanceState, now: datetime, account: str) -> str:
    key_name = instance.placement.key_name
    return "".join(
        [
            f"<instanceId>{instance.instance_id}</instanceId><imageId>{instance.image.image_id}</imageId>",
            f"<instanceState><code>{state.code}</code><name>{state}</name></instanceState>",
            f"<instanceType>{escape(instance.instance_type)}</instanceType>",
            f"<keyName>{key_name}</keyName>" if key_name else "",
            f"<amiLaunchIndex>{instance.launch_index}</amiLaunchIndex>",
            f"<launchTime>{_iso(instance.launched_at)}</launchTime>",
            _reason_xml(instance, state),
            f"<placement><availabilityZone>{instance.placement.availability_zone}</availabilityZone>",
            "<groupName/><tenancy>default</tenancy></placement>",
            f"<monitoring><state>{instance.monitoring_state}</state></monitoring>",
            _cpu_xml(instance.instance_type),
            _tags_xml(instance.tag_history.at(now)),
            FIXED,
            "" if state is InstanceState.TERMINATED else _network_xml(instance, now, account),
        ]
    )


def _reason_xml(instance: Instance, state: InstanceState) -> str:
    code = REASON_CODES.get(state)
    reason = f"<reason>{instance.state_transition_reason}</reason>"
    if code is None:
        return reason
    message = code if state is InstanceState.PENDING else f"{code}: User initiated shutdown"
    return f"{reason}<stateReason><code>{code}</code><message>{message}</message></stateReason>"


def _cpu_xml(instance_type: str) -> str:
    cores = virtual_cpus(instance_type) // 2
    return f"<cpuOptions><coreCount>{cores}</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions>"


def _tags_xml(tags: Mapping[str, str]) -> str:
    items = [f"<item><key>{escape(key)}</key><value>{escape(value)}</value></item>" for key, value in tags.items()]
    return f"<tagSet>{''.join(items)}</tagSet>"


def _network_xml(instance: Instance, now: datetime, account: str) -> str:
    place, public_ip = instance.placement, instance.public_ip_at(now)
    group = (
        f"<groupSet><item><groupId>{place.security_group_id}</groupId>"
        f"<groupName>{place.security_group_name}</groupName></item></groupSet>"
    )
    private = (
        f"<privateDnsName>{place.private_dns_name}</privateDnsName>"
        f"<privateIpAddress>{place.private_ip_address}</privateIpAddress>"
    )
    network = f"<subnetId>{place.subnet_id}</subnetId><vpcId>{place.vpc_id}</vpcId>"
    public_name = instance.public_dns_name_at(now) or ""
    return (
        f"{private}<dnsName>{public_name}</dnsName>"
        f"{f'<ipAddress>{public_ip}</ipAddress>' if public_ip else ''}{network}{group}"
        f"<networkInterfaceSet><item><networkInterfaceId>{aws_id('eni', instance.instance_id)}</networkInterfaceId>"
        f"{network}<ownerId>{account}</ownerId><status>in-use</status>{private}{group}"
        f"<sourceDestCheck>true</sourceDestCheck><interfaceType>interface</interfaceType>"
        f"<attachment><attachmentId>{aws_id('eni-attach', instance.instance_id)}</attachmentId>"
        f"<deviceIndex>0</deviceIndex><status>attached</status><attachTime>{_iso(instance.launched_at)}</attachTime>"
        f"<deleteOnTermination>true</deleteOnTermination></attachment></item></networkInterfaceSet>"
        f"<blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs>"
        f"<volumeId>{aws_id('vol', instance.instance_id)}</volumeId><status>attached</status>"
        f"<attachTime>{_iso(instance.launched_at)}</attachTime><deleteOnTermination>true</deleteOnTermination>"
        f"</ebs></item></blockDeviceMapping>"
    )


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.000Z}"
