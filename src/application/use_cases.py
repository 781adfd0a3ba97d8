"""UseCases: what this layer can do, found among its classes."""

from collections.abc import Iterable
from dataclasses import dataclass

from application.errors import StartupError
from application.handler_index import HandlerIndex, index_of, requests_without_handler
from application.job.job_discovery import JobCatalogue, discover_jobs
from application.operation.operation_work import OperationWorks, works_among


@dataclass(frozen=True, slots=True)
class UseCases:
    """Handlers of requests and events, jobs, and works of operations."""

    handlers: HandlerIndex
    jobs: JobCatalogue
    works: OperationWorks

    @property
    def built_per_use(self) -> tuple[type, ...]:
        """The classes of which every use gets an instance of its own, in a scope of its own."""
        return (
            *self.handlers.requests.values(),
            *self.handlers.durable,
            *(job.job_class for job in self.jobs.jobs),
            *self.works.by_command.values(),
        )


def use_cases_among(classes: Iterable[type]) -> UseCases:
    """Find them; StartupError for whatever would fail or stay silent later."""
    known = list(classes)
    index = index_of(known)
    if unhandled := requests_without_handler(known, index):
        raise StartupError(f"nobody handles {', '.join(unhandled)}")
    return UseCases(index, discover_jobs(known), works_among(known))
