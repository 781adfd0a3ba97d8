"""Alerts loaded from the documents in memory; rules and mutes in dictionaries."""

from collections.abc import Iterable, Sequence

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.ports.projection import Projection
from domain.alert.alert import Alert
from domain.alert.alert_mute import AlertMute
from domain.alert.alert_repository import AlertRepository
from domain.alert.alert_rule import AlertRule
from domain.errors import SourceUnavailableError
from fakes.in_memory_cml_worker_repository import EVER


class InMemoryAlertRepository(CommittedRepository[Alert], AlertRepository):
    """Reads everything and picks what was asked for."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__(committer)
        self._documents = documents

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[Alert]:
        """Load by id."""
        wanted = set(aggregate_ids)
        states = await self._documents.load_alerts_async(EVER)
        return [Alert.from_state(state) for state in states if state.id in wanted]


class InMemoryAlertRuleRepository:
    """`down` makes every list fail."""

    def __init__(self) -> None:
        self.records: dict[str, AlertRule] = {}
        self.down = False

    async def save_async(self, rule: AlertRule) -> bool:
        """Replace the version before."""
        known = self.records.get(rule.id)
        if (known.version if known else 0) != rule.version - 1:
            return False
        self.records[rule.id] = rule
        return True

    async def list_async(self) -> Sequence[AlertRule]:
        """Return all, by id."""
        if self.down:
            raise SourceUnavailableError("the database does not answer")
        return [self.records[rule_id] for rule_id in sorted(self.records)]

    async def remove_async(self, rule_id: str) -> bool:
        """Forget."""
        return self.records.pop(rule_id, None) is not None


class InMemoryAlertMuteRepository:
    """Keeps also what has ended."""

    def __init__(self) -> None:
        self.records: dict[str, AlertMute] = {}

    async def put_async(self, mute: AlertMute) -> None:
        """Keep."""
        self.records[mute.id] = mute

    async def list_async(self) -> Sequence[AlertMute]:
        """Return all, the first to end first."""
        return sorted(self.records.values(), key=lambda mute: (mute.until, mute.id))

    async def remove_async(self, mute_id: str) -> bool:
        """Forget."""
        return self.records.pop(mute_id, None) is not None
