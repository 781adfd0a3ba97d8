"""Where in AWS an instance lives and under which addresses it is reached."""

from dataclasses import dataclass
from typing import Final

from simulator.fleet.draws import aws_id

ZONE_LETTERS: Final = "abc"
HOSTS_PER_BLOCK: Final = 250
FIRST_FREE_HOST: Final = 4
BENCHMARK_NETWORK_SIZE: Final = 2**17


@dataclass(frozen=True, slots=True)
class Placement:
    """The network an instance is in; it never changes."""

    region: str
    availability_zone: str
    vpc_id: str
    subnet_id: str
    security_group_id: str
    security_group_name: str
    key_name: str
    """Empty when it was launched without a key."""
    private_ip_address: str

    @property
    def private_dns_name(self) -> str:
        """The name inside the VPC (EC2 User Guide, "EC2 instance hostnames and domains")."""
        domain = "ec2" if self.region == "us-east-1" else f"{self.region}.compute"
        return f"ip-{self.private_ip_address.replace('.', '-')}.{domain}.internal"

    def public_dns_name(self, public_ip_address: str) -> str:
        """Tell the name outside the VPC for that address."""
        zone = "compute-1" if self.region == "us-east-1" else f"{self.region}.compute"
        return f"ec2-{public_ip_address.replace('.', '-')}.{zone}.amazonaws.com"


def zones_of(region: str) -> tuple[str, ...]:
    """List the region's availability zones."""
    return tuple(region + letter for letter in ZONE_LETTERS)


def subnet_id_of(zone: str, seed: int) -> str:
    """Name the one subnet of a zone."""
    return aws_id("subnet", seed, zone)


def security_group_id_of(region: str, seed: int) -> str:
    """Name the one security group of a region."""
    return aws_id("sg", seed, region)


def key_name_of(region: str) -> str:
    """Name the one key pair of a region."""
    return f"cml-{region}"


def place(region: str, region_number: int, serial: int, seed: int, zone: str | None = None) -> Placement:
    """Give the instance with that serial number its networks and private address, and a zone if none is named."""
    zone = zone or zones_of(region)[serial % len(ZONE_LETTERS)]
    block, host = divmod(serial, HOSTS_PER_BLOCK)
    return Placement(
        region=region,
        availability_zone=zone,
        vpc_id=aws_id("vpc", seed, region),
        subnet_id=subnet_id_of(zone, seed),
        security_group_id=security_group_id_of(region, seed),
        security_group_name="cml-workers",
        key_name=key_name_of(region),
        private_ip_address=f"10.{region_number % 256}.{block % 256}.{host + FIRST_FREE_HOST}",
    )


def public_ip_address(serial: int, starts: int) -> str:
    """Give the address of an instance's n-th start, from 198.18.0.0/15 which nobody owns (RFC 2544)."""
    number = (serial * 40503 + starts * 7919) % BENCHMARK_NETWORK_SIZE
    return f"198.{18 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
