"""OptionalNeeds: what is asked of one account only where the settings want it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from application.settings import Settings
from integration.aws.s3_place import S3Place, s3_places


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionalNeeds:
    """Destinations of archives in S3 by their names, and whether prices are read."""

    destinations: Mapping[str, S3Place] = field(default_factory=dict)
    prices: bool = False

    @classmethod
    def of(cls, settings: Settings, account: str) -> "OptionalNeeds":
        """Read them off; prices are the same for all accounts, and asked of the first."""
        places = {name: place for name, place in s3_places(settings).items() if place.scope.account == account}
        return cls(destinations=places, prices=settings.catalogue_prices and account == settings.aws_accounts[0].name)
