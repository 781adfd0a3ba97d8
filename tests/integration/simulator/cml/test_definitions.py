"""What kinds of nodes a simulated host can run."""

from .conftest import CmlClient


async def test_tells_kinds_of_nodes_with_their_images(client: CmlClient) -> None:
    """Each image is of a kind that is told, which names it."""
    kinds = {each["id"]: each for each in await client.get("simplified_node_definitions")}
    images = await client.get("image_definitions")
    assert {"iosv", "alpine", "external_connector"} < kinds.keys()
    assert (kinds["iosv"]["ui"]["label"], kinds["external_connector"]["image_definitions"]) == ("IOSv", [])
    named = {(kind, image) for kind, each in kinds.items() for image in each["image_definitions"]}
    assert named == {(each["node_definition_id"], each["id"]) for each in images}


async def test_newer_versions_bring_more_images(client: CmlClient) -> None:
    """What came with a version stays."""
    found = []
    for version in ("2.7.0+build.4", "2.8.1", "2.10.0"):
        client.fleet.controller_of(client.host.instance).version = version
        found.append({each["id"] for each in await client.get("image_definitions")})
    assert found[0] < found[1] < found[2]


async def test_is_told_to_nobody_without_a_token(clients: list[CmlClient]) -> None:
    """As everything of a controller but its version."""
    assert (await clients[0].ask("GET", "image_definitions"))[0] == 401
