"""S3Place: where in S3 something is kept, as the settings write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from application.settings import Settings
from domain.worker.aws_scope import AwsScope

IN_S3 = "s3://"
REGION_OF_NOBODY = "us-east-1"


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, the prefix of all keys, and the account and region that are asked."""

    bucket: str
    prefix: str
    scope: AwsScope

    @classmethod
    def parse(cls, url: str, default: AwsScope) -> "S3Place":
        """Read `s3://bucket/prefix?region=eu-west-1&account=lab`; what is left out is that of `default`."""
        parts = urlsplit(url)
        said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        folder = parts.path.strip("/")
        scope = AwsScope(said.get("account", default.account), said.get("region", default.region))
        return cls(parts.netloc, f"{folder}/" if folder else "", scope)


def s3_places(settings: Settings) -> Mapping[str, S3Place]:
    """Return the destinations of archives that are in S3, by their names."""
    default = AwsScope(settings.aws_accounts[0].name, next(iter(settings.aws_regions), REGION_OF_NOBODY))
    places = settings.archive_destinations.items()
    return {name: S3Place.parse(place, default) for name, place in places if place.startswith(IN_S3)}
