"""CredentialsInUse: which credentials a worker's controller is shown."""

from collections.abc import Collection, Iterator

from application.clock import Clock
from application.cml.followed_records import FollowedRecords
from application.ports.cml_errors import CMLNoCredentialsError
from application.ports.sealer import CannotOpenError, Sealer
from application.settings import Settings
from domain.cml.cml_credentials import CMLCredentials, CMLCredentialsRepository
from domain.cml.cml_login import CMLLogin
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope


class CredentialsInUse:
    """The most specific wins: those of the worker, of a group by tag, of the settings."""

    def __init__(self, repository: CMLCredentialsRepository, sealer: Sealer, clock: Clock, settings: Settings) -> None:
        self._followed = FollowedRecords(repository.list_written_async, lambda record: record.scope, clock)
        self._sealer = sealer
        self._general = _of_settings(settings)
        self._opened: dict[CredentialsScope, tuple[CMLCredentials, CMLLogin]] = {}

    def reread(self) -> None:
        """See at once what this process wrote."""
        self._followed.reread()

    async def login_async(self, worker_id: str, tags: Collection[str]) -> CMLLogin:
        """What to show; CMLNoCredentialsError, and the database's errors."""
        records = await self._followed.current_async()
        if records:
            for scope in _scopes(worker_id, tags):
                if credentials := records.get(scope):
                    return self._open(credentials)
        if self._general is None:
            raise CMLNoCredentialsError(
                "there are no credentials for this worker: `cml-fleet credentials set` keeps them"
            )
        return self._general

    def _open(self, credentials: CMLCredentials) -> CMLLogin:
        known, login = self._opened.get(credentials.scope, (None, None))
        if login is None or known is not credentials:
            login = _opened(credentials, self._sealer)
            self._opened[credentials.scope] = (credentials, login)
        return login


def _opened(credentials: CMLCredentials, sealer: Sealer) -> CMLLogin:
    try:
        secret = sealer.open(credentials.in_seal, credentials.bound_to)
    except CannotOpenError as error:
        raise CMLNoCredentialsError(f"{credentials.id}: {error}") from error
    return CMLLogin(revision=credentials.revision, username=credentials.username, secret=secret)


def _scopes(worker_id: str, tags: Collection[str]) -> Iterator[CredentialsScope]:
    yield CredentialsScope(CredentialsKind.WORKER, worker_id)
    for tag in sorted(tags):
        yield CredentialsScope(CredentialsKind.TAG, tag)


def _of_settings(settings: Settings) -> CMLLogin | None:
    token, password = settings.cml_token.get_secret_value(), settings.cml_password.get_secret_value()
    if token:
        return CMLLogin(revision="settings", username="", secret=token)
    if settings.cml_username and password:
        return CMLLogin(revision="settings", username=settings.cml_username, secret=password)
    return None
