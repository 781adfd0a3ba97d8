"""The accounts and regions this fleet looks into."""

from collections.abc import Sequence

from application.settings import Settings
from domain.errors import InvalidRequestError
from domain.worker.aws_scope import AwsScope


class AwsScopes:
    """Knows the accounts and regions of the settings, and refuses others."""

    def __init__(self, settings: Settings) -> None:
        self._accounts = [account.name for account in settings.aws_accounts]
        self._regions = settings.aws_regions

    def scope(self, account: str | None, region: str) -> AwsScope:
        """Return the scope; without an account, the first one. InvalidRequestError names what is known."""
        if region not in self._regions:
            raise InvalidRequestError(
                f"the fleet looks into {', '.join(self._regions)}", "region", code="unknown_region"
            )
        if account is not None and account not in self._accounts:
            raise InvalidRequestError(f"the fleet knows {', '.join(self._accounts)}", "account", code="unknown_account")
        return AwsScope(account or self._accounts[0], region)

    @property
    def all(self) -> list[AwsScope]:
        """Every region of every account."""
        return [AwsScope(account, region) for account in self._accounts for region in self._regions]

    def scopes(self, account: str | None, regions: Sequence[str]) -> list[AwsScope]:
        """Return the scopes of several regions, each once; of all regions where none is named."""
        return [self.scope(account, region) for region in dict.fromkeys(regions or self._regions)]
