"""Finding what is on record, page by page or all of it."""

import pytest

from application.access.revoke_api_key_command import RevokeApiKeyCommand
from application.audit.export_audit_records_query import ExportAuditRecordsQuery
from application.audit.list_audit_records_query import AuditPage, ListAuditRecordsQuery
from application.ports.audit_log import AuditCriteria
from domain.access.principal import Role
from fakes.fake_process import FakeProcess, FakeWorld


async def test_list_is_paged_by_signed_cursors(world: FakeWorld, process: FakeProcess) -> None:
    """The newest first; a cursor that this list did not give out is refused."""
    for name in "abc":
        world.clock.pass_seconds(1)
        await process.send_async(RevokeApiKeyCommand(name))
    everyone = AuditCriteria()
    page: AuditPage = (await process.send_async(ListAuditRecordsQuery(criteria=everyone, limit=2))).data
    assert [record.targets for record in page.items] == [["c"], ["b"]]
    assert page.next_cursor is not None
    query = ListAuditRecordsQuery(criteria=everyone, limit=2, cursor=page.next_cursor)
    last: AuditPage = (await process.send_async(query)).data
    assert ([record.targets for record in last.items], last.next_cursor) == ([["a"]], None)
    forged = ListAuditRecordsQuery(criteria=everyone, cursor=f"{page.next_cursor}x")
    assert (await process.send_async(forged)).status == 400
    assert (await process.send_async(forged, Role.OPERATOR)).status == 403


async def test_export_gives_everything_in_parts(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much there is; who may not list may not export."""
    monkeypatch.setattr("application.audit.export_audit_records_query.RECORDS_PER_PART", 2)
    for name in "abcde":
        world.clock.pass_seconds(1)
        await process.send_async(RevokeApiKeyCommand(name))
    parts = (await process.send_async(ExportAuditRecordsQuery(AuditCriteria(command="RevokeApiKey")))).data
    assert [[record.targets[0] for record in part] async for part in parts] == [["e", "d"], ["c", "b"], ["a"]]
    assert (await process.send_async(ExportAuditRecordsQuery(AuditCriteria()), Role.OPERATOR)).status == 403
