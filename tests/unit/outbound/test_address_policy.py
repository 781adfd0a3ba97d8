"""Which addresses may be connected to."""

from typing import Any

import pytest

from application.outbound.address_policy import AddressPolicy, AddressRefusedError
from fakes.fake_process import settings_with

NEVER = [
    "169.254.169.254",
    "169.254.170.2",
    "::ffff:169.254.169.254",
    "2002:a9fe:a9fe::1",
    "64:ff9b::a9fe:a9fe",
    "::a9fe:a9fe",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "0.0.0.0",  # noqa: S104  # an address to refuse
    "::",
    "224.0.0.1",
    "255.255.255.255",
]
LOOPBACK = ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]


def policy(**settings: Any) -> AddressPolicy:
    """A policy by settings."""
    return AddressPolicy(settings_with(**settings))


@pytest.mark.parametrize("address", [*NEVER, *LOOPBACK])
def test_refuses_an_address_when_it_is_of_this_machine_or_its_link(address: str) -> None:
    """However it is written, and also where everything else is allowed."""
    with pytest.raises(AddressRefusedError):
        policy().check_address(address, 443)


@pytest.mark.parametrize("address", NEVER)
def test_refuses_metadata_when_loopback_is_allowed(address: str) -> None:
    """A demo may ask this machine, and never its neighbours on the link."""
    with pytest.raises(AddressRefusedError):
        policy(outbound_allow_loopback=True).check_address(address, 443)


@pytest.mark.parametrize("address", LOOPBACK)
def test_allows_this_machine_when_the_settings_do(address: str) -> None:
    """For a demo, in which the controllers are on it, whatever networks are allowed."""
    policy(outbound_allow_loopback=True, outbound_allowed_networks="10.0.0.0/8").check_address(address, 443)


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "2001:db8::7", "fd12::7"])
def test_allows_an_address_when_nothing_is_against_it(address: str) -> None:
    """Workers are at private and at public addresses."""
    policy().check_address(address, 443)


def test_allows_only_named_networks_when_there_are_some() -> None:
    """An address in an IPv6 one counts as itself."""
    named = policy(outbound_allowed_networks="10.0.0.0/8,fd12::/16")
    for address in ("10.0.0.7", "::ffff:10.0.0.7", "fd12::7"):
        named.check_address(address, 443)
    for address in ("11.0.0.7", "fd13::7"):
        with pytest.raises(AddressRefusedError, match="none of the allowed networks"):
            named.check_address(address, 443)


def test_allows_only_named_ports_when_there_are_some() -> None:
    """443 unless the settings say otherwise; none named allows all."""
    policy().check_url("https://10.0.0.7")
    policy(outbound_allowed_ports="8443").check_url("https://cml.example:8443")
    policy(outbound_allowed_ports="").check_url("https://10.0.0.7:9")
    with pytest.raises(AddressRefusedError, match="port 22"):
        policy().check_url("https://10.0.0.7:22")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.7",
        "ftp://10.0.0.7",
        "10.0.0.7",
        "https://",
        "https://user@10.0.0.7",
        "https://:secret@10.0.0.7",
        "https://10.0.0.7:none",
        "https://[10.0.0.7",
        "https://2852039166",
        "https://127.1",
        "https://169.254.169.254",
        "https://[::1]",
    ],
)
def test_refuses_a_url_when_it_is_none_that_may_be_asked(url: str) -> None:
    """By scheme, form, or the address that is in it."""
    with pytest.raises(AddressRefusedError):
        policy(outbound_allowed_ports="").check_url(url)


def test_allows_http_when_the_settings_do() -> None:
    """For a demo."""
    policy(outbound_allow_http=True, outbound_allowed_ports="80").check_url("http://cml.example")
