"""Gets services out of neuroglia's provider with their types."""

from typing import TypeVar

from neuroglia.dependency_injection.service_provider import ServiceProviderBase

TService = TypeVar("TService")


def resolve(services: ServiceProviderBase, service_type: type[TService]) -> TService:
    """Return the service registered for `service_type`; raises when there is none."""
    service: TService = services.get_required_service(service_type)
    return service
