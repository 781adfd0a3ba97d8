"""What is shown of the catalogue."""

from collections.abc import Mapping

from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of, usd

PRICE_DIGITS = 4


def _prices(instance_type: Record) -> str:
    prices = value_at(instance_type, "prices") or ()
    return ", ".join(f"{usd(each.get('usd_per_hour'), PRICE_DIGITS)} {each.get('region')}" for each in prices)


def _yes(heading: str, name: str) -> Column:
    return Column(heading, lambda record: "yes" if value_at(record, name) else "no")


def _read(record: Record) -> str:
    return age_of(text_at(record, "as_of"))


IMAGES = View(
    (
        field("AMI", "ami_id"),
        field("NAME", "name"),
        field("REGION", "region"),
        field("ACCOUNT", "account", spare=2),
        _yes("AVAILABLE", "available"),
        field("WORKERS", "worker_count"),
        Column("READ", _read, numeric=True, spare=1),
    ),
    plural="images",
    name_field="ami_id",
)
INSTANCE_TYPES = View(
    (
        field("TYPE", "instance_type"),
        field("VCPUS", "vcpus"),
        field("GIB", "memory_gib"),
        field("ARCHITECTURE", "architecture", spare=2),
        _yes("BARE METAL", "bare_metal"),
        field("WORKERS", "worker_count"),
        Column("AN HOUR", _prices, wraps=True),
        field("AS OF", "as_of", spare=1),
    ),
    plural="instance types",
    name_field="instance_type",
)
NODE_DEFINITIONS = View(
    (field("NODE DEFINITION", "id"), field("LABEL", "label"), field("WORKERS", "worker_count")),
    plural="node definitions",
)
IMAGE_DEFINITIONS = View(
    (
        field("IMAGE DEFINITION", "id"),
        field("LABEL", "label"),
        field("NODE DEFINITION", "node_definition"),
        field("WORKERS", "worker_count"),
    ),
    plural="image definitions",
)

SECTIONS: Mapping[str, View] = {
    "images": IMAGES,
    "instance_types": INSTANCE_TYPES,
    "node_definitions": NODE_DEFINITIONS,
    "image_definitions": IMAGE_DEFINITIONS,
}
"""By the name of the list in the server's answer, whose singular is the kind."""
