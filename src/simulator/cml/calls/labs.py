"""Labs and what can be done to them."""

from http import HTTPStatus

from simulator.cml.ask import Ask
from simulator.cml.reply import NO_CONTENT, CmlError, Reply, json_reply
from simulator.cml.shapes.lab_shape import lab_shape
from simulator.cml.shapes.topology_shape import topology_shape
from simulator.cml.topology.reading import LONGEST_TITLE
from simulator.fleet.controller.lab import LabRefusedError


def list_labs(ask: Ask) -> Reply:
    """List the ids of the caller's labs; an administrator may ask for all."""
    is_wide = ask.flag("show_all") and ask.user.is_admin
    return json_reply([lab.lab_id for lab in ask.visible_labs() if is_wide or lab.owner is ask.user])


def show_lab(ask: Ask) -> Reply:
    """Show a lab without its nodes."""
    return json_reply(lab_shape(ask.lab(), ask.now))


def edit_lab(ask: Ask) -> Reply:
    """Change what is said about a lab. Raises CmlError, 400, when it makes no sense."""
    lab, wanted = ask.lab(), ask.members()
    title = wanted.get("title", lab.title)
    description, notes = wanted.get("description", lab.description), wanted.get("notes", lab.notes)
    if not all(isinstance(text, str) for text in (title, description, notes)) or not 1 <= len(title) <= LONGEST_TITLE:
        raise CmlError(HTTPStatus.BAD_REQUEST, f"Texts are expected, and a title of 1 to {LONGEST_TITLE} characters.")
    lab.title, lab.description, lab.notes, lab.modified_at = title, description, notes, ask.now
    return show_lab(ask)


def show_topology(ask: Ask) -> Reply:
    """Show a lab with its nodes, interfaces and links."""
    return json_reply(topology_shape(ask.lab(), configuration=not ask.flag("exclude_configurations")))


def lab_state(ask: Ask) -> Reply:
    """Tell a lab's state."""
    return json_reply(ask.lab().state_at(ask.now))


def has_converged(ask: Ask) -> Reply:
    """Tell whether all nodes are where they are to be."""
    return json_reply(ask.lab().has_converged_at(ask.now))


def start_lab(ask: Ask) -> Reply:
    """Start all nodes. Raises CmlError, 400, without a licence."""
    try:
        ask.controller.start_lab(ask.lab(), ask.user, ask.now)
    except LabRefusedError as error:
        raise CmlError(HTTPStatus.BAD_REQUEST, str(error)) from error
    return NO_CONTENT


def stop_lab(ask: Ask) -> Reply:
    """Stop all nodes."""
    ask.controller.stop_lab(ask.lab(), ask.user, ask.now)
    return NO_CONTENT


def wipe_lab(ask: Ask) -> Reply:
    """Wipe all nodes. Raises CmlError, 400, while one runs."""
    try:
        ask.controller.wipe_lab(ask.lab(), ask.user, ask.now)
    except LabRefusedError as error:
        raise CmlError(HTTPStatus.BAD_REQUEST, str(error)) from error
    return NO_CONTENT


def delete_lab(ask: Ask) -> Reply:
    """Forget a lab. Raises CmlError, 400, unless it is stopped and wiped."""
    try:
        ask.controller.delete_lab(ask.lab(), ask.now)
    except LabRefusedError as error:
        raise CmlError(HTTPStatus.BAD_REQUEST, str(error)) from error
    return NO_CONTENT
