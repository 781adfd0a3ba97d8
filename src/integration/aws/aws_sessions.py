"""Sessions: where the credentials of each account come from."""

from collections.abc import Callable
from functools import partial
from threading import RLock
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.loaders import create_loader
from botocore.session import Session as BotocoreSession

from application.ports.source_errors import SourceUnauthorizedError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_configuration import AwsAccount, AwsConfiguration
from integration.aws.aws_errors import credentials_error
from integration.aws.reply_parsers import ReplyParsers

ROLE_SESSION_NAME = "cml-fleet"


class AwsSessions:
    """Makes clients from sessions that share one loader, so that each service's model is read only once.

    Safe for use by threads: what boto3 must not do in two threads at once is done under a lock (boto3
    documentation, "Multithreading or multiprocessing with sessions").
    """

    def __init__(self, configuration: AwsConfiguration, client_config: Config) -> None:
        self._accounts = {account.name: account for account in configuration.accounts}
        self._endpoint_url = configuration.endpoint_url
        self._client_config = client_config
        self._loader = create_loader()
        self._parsers = ReplyParsers()
        self._sources: dict[str, boto3.Session] = {}
        self._making = RLock()

    def make_client(self, scope: AwsScope, service: str, own_config: Config | None = None) -> Any:
        """Make a boto3 client; what its own configuration sets counts before that of all.

        Raises BotoCoreError, and SourceUnauthorizedError for an account without settings.
        """
        with self._making:
            session = self._session(scope)
            if session.get_credentials() is None:
                raise NoCredentialsError
            config = self._client_config.merge(own_config) if own_config else self._client_config
            return self._make(session, service, region_name=scope.region, config=config)

    def forget(self, account: str) -> None:
        """Let the next client find the account's credentials anew: files may hold others by now."""
        with self._making:
            self._sources.pop(account, None)

    def check_credentials(self) -> None:
        """Find the credentials of every account; SourceUnauthorizedError says what to set where there are none.

        Reads the environment and files, and where those hold nothing asks the machine's own metadata service.
        """
        for account_name in self._accounts:
            self.find_credentials(account_name)

    def find_credentials(self, account_name: str) -> str:
        """Find those of one account; return botocore's word for where, such as `env`. Raises as the check does."""
        try:
            with self._making:
                return str(self._source_credentials(self._accounts[account_name]).method)
        except BotoCoreError as error:
            raise credentials_error(error, account_name) from error

    def _session(self, scope: AwsScope) -> boto3.Session:
        account = self._accounts.get(scope.account)
        if account is None:
            raise SourceUnauthorizedError(f"nothing is set for AWS account {scope.account}: add it to the accounts")
        if account.role_arn is None:
            return self._source(account)
        return self._with_loader(None, _RoleCredentials(self._role_fetcher(account, scope.region)))

    def _source(self, account: AwsAccount) -> boto3.Session:
        if account.name not in self._sources:
            self._sources[account.name] = self._with_loader(account.profile)
        return self._sources[account.name]

    def _with_loader(self, profile: str | None, credentials: "_RoleCredentials | None" = None) -> boto3.Session:
        session = BotocoreSession(profile=profile)
        session.register_component("data_loader", self._loader)
        session.register_component("response_parser_factory", self._parsers)
        if credentials is not None:
            session.register_component("credential_provider", credentials)
        return boto3.Session(botocore_session=session)

    def _role_fetcher(self, account: AwsAccount, region: str) -> AssumeRoleCredentialFetcher:
        """Assume the role in the region it is used in, so that one region's trouble stays there."""
        extra = {"RoleSessionName": ROLE_SESSION_NAME}
        if account.external_id is not None:
            extra["ExternalId"] = account.external_id
        create_client = partial(self._make, self._source(account), region_name=region, config=self._client_config)
        return AssumeRoleCredentialFetcher(create_client, self._source_credentials(account), account.role_arn, extra)

    def _make(self, session: boto3.Session, service: str, **options: Any) -> Any:
        with self._making:
            return session.client(service, endpoint_url=self._endpoint_url, **options)

    def _source_credentials(self, account: AwsAccount) -> Any:
        credentials = self._source(account).get_credentials()
        if credentials is None:
            raise NoCredentialsError
        return credentials


class _RoleCredentials:
    """Stands where botocore looks for credentials and gives those of a role; they renew themselves."""

    def __init__(self, fetcher: AssumeRoleCredentialFetcher) -> None:
        self._fetch: Callable[[], dict[str, Any]] = fetcher.fetch_credentials

    def load_credentials(self) -> DeferredRefreshableCredentials:
        """Give credentials that assume the role when first used, and again before they expire."""
        return DeferredRefreshableCredentials(refresh_using=self._fetch, method="assume-role")
