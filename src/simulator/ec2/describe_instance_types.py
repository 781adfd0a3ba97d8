"""The action DescribeInstanceTypes (EC2 API Reference)."""

from collections.abc import Sequence
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.filters import Filters, build_filters
from simulator.ec2.paging import read_page_request
from simulator.ec2.xml_reply import next_token_element, xml_reply
from simulator.fleet.catalogue import INSTANCE_TYPES, memory_gib, virtual_cpus
from simulator.fleet.fleet import Fleet

INSTANCE_TYPE: Final = "InstanceType"
LARGEST_PAGE: Final = 100
THREADS_PER_CORE: Final = 2
MIB_PER_GIB: Final = 1024


def describe_instance_types(fleet: Fleet, call: AwsCall) -> Reply:
    """List what the region offers: the types of the catalogue, and of its instances. Raises ServiceError."""
    page_request = read_page_request(call, INSTANCE_TYPE, LARGEST_PAGE)
    offered = sorted({*INSTANCE_TYPES, *(instance.instance_type for instance in fleet.in_region(call.region))})
    wanted = call.form.texts(INSTANCE_TYPE)
    _refuse_missing(wanted, offered)
    filters = _filters(call)
    found = [name for name in offered if (not wanted or name in wanted) and filters.accept(name)]
    page = page_request.cut(found[page_request.after :], lambda name: found.index(name) + 1)
    items = "".join(map(_type_xml, page.things))
    return xml_reply(call.action, f"<instanceTypeSet>{items}</instanceTypeSet>{next_token_element(page.next_token)}")


def _refuse_missing(wanted: Sequence[str], offered: Sequence[str]) -> None:
    if missing := [name for name in wanted if name not in offered]:
        message = f"The following supplied instance types do not exist: [{', '.join(missing)}]"
        raise ServiceError("InvalidInstanceType", message)


def _filters(call: AwsCall) -> Filters[str]:
    readings = {
        "instance-type": lambda name: [name],
        "bare-metal": lambda name: [_flag(is_bare_metal(name))],
        "current-generation": lambda _: ["true"],
        "processor-info.supported-architecture": lambda _: ["x86_64"],
    }
    return build_filters(call.form.filters(), readings, lambda _: {})


def is_bare_metal(name: str) -> bool:
    """Tell whether an instance of the type has a machine for itself."""
    return ".metal" in name


def _flag(value: object) -> str:
    return "true" if value else "false"


def _type_xml(name: str) -> str:
    metal, cpus = is_bare_metal(name), virtual_cpus(name)
    hypervisor = "" if metal else "<hypervisor>nitro</hypervisor>"
    network = "100 Gigabit" if metal else "Up to 10 Gigabit"
    return (
        f"<item><instanceType>{name}</instanceType><currentGeneration>true</currentGeneration>"
        f"<bareMetal>{_flag(metal)}</bareMetal>{hypervisor}"
        f"<processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures>"
        f"<sustainedClockSpeedInGhz>3.1</sustainedClockSpeedInGhz></processorInfo>"
        f"<vCpuInfo><defaultVCpus>{cpus}</defaultVCpus><defaultCores>{cpus // THREADS_PER_CORE}</defaultCores>"
        f"<defaultThreadsPerCore>{THREADS_PER_CORE}</defaultThreadsPerCore></vCpuInfo>"
        f"<memoryInfo><sizeInMiB>{memory_gib(name) * MIB_PER_GIB}</sizeInMiB></memoryInfo>"
        f"<networkInfo><networkPerformance>{network}</networkPerformance></networkInfo></item>"
    )
