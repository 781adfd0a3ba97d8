"""What kinds of nodes a CML controller can run, and from which images."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

DIGEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NodeDefinition:
    """A kind of node, `iosv`, and what people call it, "IOSv"."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ImageDefinition:
    """An image that nodes of one kind can be started from."""

    id: str
    label: str
    node_definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLDefinitions:
    """All of a controller, each in the order of their ids. Controllers made of one image have the same."""

    node_definitions: tuple[NodeDefinition, ...]
    image_definitions: tuple[ImageDefinition, ...]

    @property
    def digest(self) -> str:
        """Tells it from other definitions."""
        return sha256(json.dumps(asdict(self)).encode()).hexdigest()[:DIGEST_CHARACTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLDefinitionsReading:
    """What one controller said of its definitions, and when."""

    worker_id: str
    definitions: CMLDefinitions
    taken_at: datetime
