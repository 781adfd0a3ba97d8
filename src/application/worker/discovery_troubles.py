"""DiscoveryTroubles: says once what is wrong with a scope, not at every look."""

from collections.abc import Iterable

import structlog

from application.worker.instance_search import ScopeTrouble
from domain.worker.aws_scope import AwsScope

log = structlog.get_logger(__name__)


class DiscoveryTroubles:
    """Remembers how the last look at each scope went; jobs are built anew for each run."""

    def __init__(self) -> None:
        self._codes: dict[AwsScope, str] = {}

    def tell_changes(self, troubles: Iterable[ScopeTrouble]) -> None:
        """Log what is new and what is over."""
        present = {trouble.scope: trouble for trouble in troubles}
        for scope, trouble in present.items():
            if self._codes.get(scope) != trouble.code:
                where = {"account": scope.account, "region": scope.region}
                log.warning("discovery_failing", **where, code=trouble.code, reason=trouble.message)
        for scope in self._codes.keys() - present.keys():
            log.info("discovery_recovered", account=scope.account, region=scope.region, was=self._codes[scope])
        self._codes = {scope: trouble.code for scope, trouble in present.items()}
