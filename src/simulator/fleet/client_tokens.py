"""Client tokens: a launch that is asked for twice happens once (EC2 Developer Guide, "Ensure idempotency")."""

from collections.abc import Mapping, Sequence

from simulator.fleet.instance import Instance


class TokenReusedError(Exception):
    """A token came again with other parameters."""


class ClientTokens:
    """What was launched under which token; a token belongs to one region."""

    def __init__(self) -> None:
        self._launches: dict[tuple[str, str], tuple[Mapping[str, str], Sequence[Instance]]] = {}

    def recall(self, region: str, token: str, parameters: Mapping[str, str]) -> Sequence[Instance]:
        """Give what was launched under the token, nothing for a new one. Raises TokenReusedError."""
        known, instances = self._launches.get((region, token), (parameters, ()))
        if known != parameters:
            raise TokenReusedError
        return instances

    def keep(self, region: str, token: str, parameters: Mapping[str, str], instances: Sequence[Instance]) -> None:
        """Remember a launch."""
        self._launches[region, token] = (parameters, instances)
