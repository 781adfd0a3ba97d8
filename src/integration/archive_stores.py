"""ConfiguredArchiveStores: the destinations of archives that the settings name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from application.ports.archive_store import ArchiveStore
from application.settings import Settings
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.s3_archive_store import S3ArchiveStore
from integration.aws.s3_place import S3Place
from integration.directory.directory_archive_store import DirectoryArchiveStore

IN_S3 = "s3://"
REGION_OF_NOBODY = "us-east-1"


class ConfiguredArchiveStores:
    """One of each, opened when it is first asked for."""

    def __init__(self, settings: Settings, clients: AwsClients) -> None:
        self._places: Mapping[str, str] = settings.archive_destinations
        self._default = AwsScope(settings.aws_accounts[0].name, next(iter(settings.aws_regions), REGION_OF_NOBODY))
        self._clients = clients
        self._stores: dict[str, ArchiveStore] = {}

    @property
    def names(self) -> Sequence[str]:
        """In the order of the settings."""
        return list(self._places)

    def store(self, name: str) -> ArchiveStore:
        """Return the one of that name."""
        if name not in self._stores:
            self._stores[name] = self._opened(self._places[name])
        return self._stores[name]

    def _opened(self, place: str) -> ArchiveStore:
        if place.startswith(IN_S3):
            return S3ArchiveStore(self._clients, S3Place.parse(place, self._default))
        return DirectoryArchiveStore(Path(place))
