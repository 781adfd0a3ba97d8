"""What is saved of a durable handler's work."""

from application.events.durable.consumer_work import ConsumerWork
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_feeds import EventFeeds
from application.events.durable.retries import Retries
from application.ports.consumers import Consumer
from application.settings import Settings
from domain.worker.worker_events import WorkerDomainEvent
from fakes.fake_clock import FakeClock
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.recording_handler import RecordingHandler

CONSUMER = DurableConsumer(RecordingHandler, WorkerDomainEvent)


async def test_nothing_is_written_when_nothing_has_moved(world: FakeWorld, process: FakeProcess) -> None:
    """A handler that is not concerned costs no write, however often it looks."""
    with process.get(EventFeeds).opened(CONSUMER) as feed:
        feed.begin_after(7)
        saved = Consumer(handler="RecordingHandler", epoch="5eed0001", cursor=7)
        work = ConsumerWork(CONSUMER, feed, Retries(FakeClock(), Settings()), saved, world.consumers)
        await work.save_async()
    assert (work.name, world.consumers.saved) == ("RecordingHandler", [])
