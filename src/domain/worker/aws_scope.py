"""AwsScope: what one AWS call is addressed to."""

from typing import NamedTuple


class AwsScope(NamedTuple):
    """One region of one account. `account` is the name the settings give it, not a credential."""

    account: str
    region: str
