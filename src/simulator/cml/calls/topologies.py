"""Labs as files."""

from http import HTTPStatus

from simulator.cml.ask import Ask
from simulator.cml.reply import CmlError, Reply, json_reply
from simulator.cml.topology.members import TopologyError
from simulator.cml.topology.reading import read_topology
from simulator.cml.topology.writing import write_topology
from simulator.fleet.controller.telemetry import Category


def import_lab(ask: Ask) -> Reply:
    """Make a lab of a topology. Raises CmlError, 400, when it is none."""
    try:
        design = read_topology(ask.body, ask.query.get("title"))
    except TopologyError as error:
        raise CmlError(HTTPStatus.BAD_REQUEST, str(error)) from error
    lab = ask.controller.import_lab(design, ask.user, ask.now)
    return json_reply({"id": lab.lab_id, "warnings": []})


def download_lab(ask: Ask) -> Reply:
    """Give a lab as a file."""
    lab = ask.lab()
    ask.controller.telemetry.tell(ask.now, Category.EXPORT_LAB, lab_id=lab.lab_id, user_id=ask.user.user_id)
    return Reply(write_topology(lab), "text/yaml")
