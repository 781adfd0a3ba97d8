"""What kinds of nodes a controller can run, and from which images."""

from simulator.cml.ask import Ask
from simulator.cml.reply import Reply, json_reply
from simulator.cml.shapes.definition_shape import image_shape, simplified_shape
from simulator.fleet.controller.node_images import images_at


def simplified_node_definitions(ask: Ask) -> Reply:
    """List the kinds, without how they are booted."""
    images = images_at(ask.controller.version)
    return json_reply([simplified_shape(definition, names) for definition, names in images.items()])


def image_definitions(ask: Ask) -> Reply:
    """List the images."""
    images = images_at(ask.controller.version)
    return json_reply([image_shape(definition, name) for definition, names in images.items() for name in names])
