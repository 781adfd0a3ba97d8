"""Events keep where they happened: live, from the ring and from the log they are found alike."""

from application.events.event_labels import NO_LABELS, EventLabels, labels_of, shared_labels
from application.events.event_reader import EventReader
from application.events.fleet_choice import EVERY_WORKER, FleetChoice
from application.events.list_events_query import ListEventsQuery
from application.events.sse.event_filter import EventFilter
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_events import WorkerTerminatedDomainEvent
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, imported_worker, instance_reading, status_reading
from fakes.worker_steps import committed, refresh_completed, stop


def tagged(worker: CMLWorker, number: int = 1, **tags: str) -> CMLWorker:
    """Let EC2 say that the instance has these tags."""
    worker.record_ec2(status_reading(number=number, checks=None), instance_reading(number, tags=tags))
    return worker


async def test_labels_stay_as_they_were_when_tags_change(world: FakeWorld) -> None:
    """What happened before a change is found by the old tags, what happened after it by the new ones."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        await process.commit_async(tagged(worker, course="ccnp"))
        await process.commit_async(stop(worker))
        await process.commit_async(tagged(worker, course="ccna"))
        live = {event.sequence: event.labels for event in process.heard}
        replayed = await process.get(EventReader).read_after_async(0, 100)
        found = {}
        for tag in ("course:ccnp", "course:ccna"):
            query = ListEventsQuery(wanted=EventFilter(tags=frozenset({tag}), regions=frozenset({EAST.region})))
            found[tag] = [event.short_type for event in (await process.send_async(query)).data.items]
    assert {event.sequence: event.labels for event in replayed} == live
    assert found["course:ccnp"][0] == "worker.tags.changed"
    assert found["course:ccnp"][-1] == "worker.tags.changed"
    assert "worker.status.changed" in found["course:ccnp"]
    assert "worker.tags.changed" in found["course:ccna"]


def test_refresh_is_about_the_regions_it_went_through() -> None:
    """And about no worker's tags."""
    assert labels_of(None, refresh_completed()) == EventLabels(frozenset({EAST.region}))


def test_event_of_nothing_known_has_no_labels() -> None:
    """It passes where neither region nor tag is asked for."""
    event = WorkerTerminatedDomainEvent(aggregate_id="w", created_at=NOON, status_reason="")
    assert labels_of(None, event) is NO_LABELS


def test_equal_labels_are_one_object() -> None:
    """Twenty thousand kept events of a few hundred workers hold a few hundred sets of tags."""
    assert shared_labels(("r",), ("k:v",)) is shared_labels(("r",), ("k:v",))


def test_worker_is_chosen_when_all_that_is_named_holds() -> None:
    """Ids, regions and all tags, as it is now; a removed one never."""
    worker = tagged(imported_worker(1), course="ccnp", owner="ann")
    tags = frozenset({"course:ccnp", "owner:ann"})
    admitted = [
        EVERY_WORKER,
        FleetChoice(frozenset({worker.aggregate_id})),
        FleetChoice(regions=frozenset({EAST.region}), tags=tags),
    ]
    refused = [
        FleetChoice(frozenset({"another"})),
        FleetChoice(regions=frozenset({"elsewhere"})),
        FleetChoice(tags=tags | {"course:ccna"}),
    ]
    assert [choice.reaches(worker.state) for choice in [*admitted, *refused]] == [True] * 3 + [False] * 3
    worker.remove(NOON)
    assert not EVERY_WORKER.reaches(worker.state)
