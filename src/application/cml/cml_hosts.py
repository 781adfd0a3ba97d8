"""CMLHosts: where the controller of a worker is."""

import re

from application.ports.cml_client import CMLHost
from application.settings import Settings
from domain.worker.cml_worker_state import CMLWorkerState

PLACE = re.compile(r"\{([a-z_]+|tag\.[^{}]+)\}")
ORIGIN = re.compile(r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
PLAIN = re.compile(r"[A-Za-z0-9.:_-]+")
"""What may stand in a URL without becoming another part of it: tags are written by others."""


class CMLHosts:
    """What the worker's tag `cml_endpoint_tag` names, else the setting `cml_url`, filled with what is known of it.

    No tag is believed unless the setting names it: credentials go where the tag points.
    """

    def __init__(self, settings: Settings) -> None:
        self._tag = settings.cml_endpoint_tag
        self._template = settings.cml_url

    def host_of(self, worker: CMLWorkerState) -> CMLHost | None:
        """The controller; None while something that its URL is made of is not known."""
        url = self._url_of(worker)
        if url is None:
            return None
        tags = frozenset(f"{key}:{value}" for key, value in worker.tags.items())
        return CMLHost(worker_id=worker.id, url=url, tags=tags)

    def asks(self, worker: CMLWorkerState) -> bool:
        """Whether the controller of this worker is to be asked at all."""
        return bool(self._template) or self._url_of(worker) is not None

    def _url_of(self, worker: CMLWorkerState) -> str | None:
        named = worker.tags.get(self._tag, "") if self._tag else ""
        if ORIGIN.fullmatch(named):
            return named
        if not self._template:
            return None
        values = [_value(worker, place) for place in PLACE.findall(self._template)]
        if not all(values):
            return None
        filled = iter(values)
        return PLACE.sub(lambda _: next(filled), self._template)


def _value(worker: CMLWorkerState, place: str) -> str:
    known = {
        "private_ip": worker.private_ip,
        "public_ip": worker.public_ip,
        "name": worker.name,
        "instance_id": worker.instance_id,
    }
    value = worker.tags.get(place.removeprefix("tag.")) if place.startswith("tag.") else known.get(place)
    if not value or not PLAIN.fullmatch(value):
        return ""
    return f"[{value}]" if place.endswith("_ip") and ":" in value else value
