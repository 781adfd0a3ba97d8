"""DurableHandlerHost: keeps each durable handler working in one process of all."""

from application.events.durable.consumer_host import ConsumerHost
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.durable_handlers import DurableHandlers
from application.hosting import BackgroundService
from application.task_group import task_group


class DurableHandlerHost(BackgroundService):
    """Hosts the handlers that the service has at its start; subscribers, who come and go, have a host of their own."""

    def __init__(self, handlers: DurableHandlers, host: ConsumerHost) -> None:
        super().__init__()
        self._consumers = [DurableConsumer(handler, wanted) for handler, wanted in handlers.wanted.items()]
        self._host = host

    async def start_async(self) -> None:
        """Let handlers that are new begin at the head of the log."""
        for consumer in self._consumers:
            await self._host.open_async(consumer.name)
        await super().start_async()

    async def run_async(self) -> None:
        """Host them side by side until cancelled."""
        async with task_group() as tasks:
            for consumer in self._consumers:
                tasks.create_task(self._host.host_async(consumer))
