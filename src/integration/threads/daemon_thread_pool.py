"""Threads for blocking calls that cannot hold up the end of the process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Semaphore, Thread
from types import TracebackType
from typing import TypeVar

Result = TypeVar("Result")
Job = Callable[[], None]


class DaemonThreadPool:
    """Runs blocking functions in at most `threads` threads, started as they are needed.

    Python joins the threads of a `ThreadPoolExecutor` before it exits; a call that hangs would keep the
    process alive until its timeout. These threads are daemons, which nobody waits for.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._most_threads = threads
        self._name = name
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._idle = Semaphore(0)
        self._lock = Lock()
        self._threads = 0
        self._closed = False

    async def run(self, function: Callable[[], Result]) -> Result:
        """Run `function` in a thread; cancelling this before a thread was free means that it never runs."""
        return await asyncio.wrap_future(self._submit(function))

    def close(self) -> None:
        """Let the threads end after what they are at, and wait for none. Later runs raise RuntimeError."""
        with self._lock:
            self._closed = True
            for _ in range(self._threads):
                self._jobs.put(None)

    def _submit(self, function: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError(f"the threads of {self._name} were closed")
            self._jobs.put(lambda: _settle(future, function))
            self._start_thread_where_none_is_idle()
        return future

    def _start_thread_where_none_is_idle(self) -> None:
        if self._idle.acquire(blocking=False) or self._threads >= self._most_threads:
            return
        self._threads += 1
        Thread(target=self._work, name=f"{self._name}-{self._threads}", daemon=True).start()

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            job()

    def _next_job(self) -> Job | None:
        try:
            return self._jobs.get_nowait()
        except Empty:
            self._idle.release()
            return self._jobs.get()


class _HandedTo:
    """Gives to a future whatever its block raises, as every executor does; the thread goes on."""

    def __init__(self, future: Future[Result]) -> None:
        self._future = future

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True


def _settle(future: Future[Result], function: Callable[[], Result]) -> None:
    if future.set_running_or_notify_cancel():
        with _HandedTo(future):
            future.set_result(function())
