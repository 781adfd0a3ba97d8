"""ConfiguredArchiveStores: the destinations of archives that the settings name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from application.ports.archive_store import ArchiveStore
from application.settings import Settings
from integration.aws.aws_clients import AwsClients
from integration.aws.s3_archive_store import S3ArchiveStore
from integration.aws.s3_place import s3_places
from integration.directory.directory_archive_store import DirectoryArchiveStore


class ConfiguredArchiveStores:
    """One of each, opened when it is first asked for."""

    def __init__(self, settings: Settings, clients: AwsClients) -> None:
        self._places: Mapping[str, str] = settings.archive_destinations
        self._in_s3 = s3_places(settings)
        self._clients = clients
        self._stores: dict[str, ArchiveStore] = {}

    @property
    def names(self) -> Sequence[str]:
        """In the order of the settings."""
        return list(self._places)

    def store(self, name: str) -> ArchiveStore:
        """Return the one of that name."""
        if name not in self._stores:
            self._stores[name] = self._opened(name)
        return self._stores[name]

    def _opened(self, name: str) -> ArchiveStore:
        if name in self._in_s3:
            return S3ArchiveStore(self._clients, self._in_s3[name])
        return DirectoryArchiveStore(Path(self._places[name]))
