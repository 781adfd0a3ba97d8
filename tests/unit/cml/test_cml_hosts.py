"""Where the controller of a worker is."""

import pytest

from application.cml.cml_hosts import CMLHosts
from fakes.fake_process import settings_with
from fakes.worker_steps import born


def url_of(template: str, **facts: object) -> str | None:
    """The address of a worker of which these facts are known."""
    state = born().state
    for name, value in facts.items():
        setattr(state, name, value)
    host = CMLHosts(settings_with(cml_url=template)).host_of(state)
    return host.url if host else None


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://{private_ip}", "https://10.0.0.1"),
        ("https://{public_ip}:8443", "https://198.51.100.1:8443"),
        ("https://{name}.cml.example", "https://worker-1.cml.example"),
        ("http://127.0.0.1:{tag.cml-port}", "http://127.0.0.1:9001"),
        ("https://cml.example", "https://cml.example"),
    ],
)
def test_fills_in_what_is_known_when_it_is_asked_for(template: str, url: str) -> None:
    """Addresses, names and tags make the URL."""
    assert url_of(template, tags={"cml-port": "9001"}) == url


def test_brackets_an_address_when_it_is_of_version_six() -> None:
    """As URLs write it (RFC 3986)."""
    assert url_of("https://{private_ip}", private_ip="fd12::7") == "https://[fd12::7]"


@pytest.mark.parametrize("value", [None, "", "evil.example/", "a@b", "1?x", "a#b", "a b", "\u202e", "a\\b"])
def test_knows_no_address_when_a_part_is_missing_or_no_plain_one(value: str | None) -> None:
    """Tags are written by others: none of them leads elsewhere."""
    assert url_of("https://{tag.host}.example", tags={"host": value}) is None
    assert url_of("https://{tag.absent}", tags={}) is None


def test_tells_the_tags_when_it_makes_a_host() -> None:
    """Credentials of a group are found by them."""
    host = CMLHosts(settings_with()).host_of(born().state)
    assert host is not None
    assert host.tags == {"owner:ops"}


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("https://cml.example:8443", "https://cml.example:8443"),
        ("http://127.0.0.1:9001", "http://127.0.0.1:9001"),
        ("https://[fd12::7]", "https://[fd12::7]"),
        ("https://user@cml.example", "https://10.0.0.1"),
        ("https://cml.example/path", "https://10.0.0.1"),
        ("cml.example", "https://10.0.0.1"),
    ],
)
def test_tag_of_the_worker_names_the_controller_when_it_is_an_origin(named: str, url: str) -> None:
    """Anything else in the tag is passed over: tags are written by others."""
    state = born().state
    state.tags = {"cml-endpoint": named}
    host = CMLHosts(settings_with(cml_endpoint_tag="cml-endpoint")).host_of(state)
    assert host is not None
    assert host.url == url


def test_controller_is_asked_only_when_something_names_it() -> None:
    """Without a URL in the settings those alone are asked whose tag names one."""
    state = born().state
    assert CMLHosts(settings_with()).asks(state)
    hosts = CMLHosts(settings_with(cml_url="", cml_endpoint_tag="cml-endpoint"))
    assert hosts.host_of(state) is None
    assert not hosts.asks(state)
    state.tags = {"cml-endpoint": "https://cml.example:8443"}
    assert hosts.asks(state)


def test_no_tag_is_believed_when_no_setting_names_it() -> None:
    """Credentials go where the tag points: who runs the service says that a tag may."""
    state = born().state
    state.tags = {"cml-endpoint": "https://cml.example:8443", "": "https://cml.example"}
    host = CMLHosts(settings_with()).host_of(state)
    assert host is not None
    assert host.url == "https://10.0.0.1"
