"""What every request passes through."""

from fastapi import FastAPI
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from starlette.middleware.cors import CORSMiddleware

from api.access.authentication import Authentication
from api.access.rate_limit import RateLimit
from api.access.token_buckets import TokenBuckets
from api.conditional_get import ConditionalGet
from api.head_requests import HeadRequests
from api.idempotent_posts import IdempotentPosts
from api.limits import RequestLimits
from api.openapi.docs_page import OPEN_PATHS
from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.audit.refused_keys import RefusedKeys
from application.clock import Clock
from application.ports.idempotency_store import IdempotencyStore
from application.resolve import resolve
from application.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID")
SHOWN_HEADERS = ("ETag", "Idempotency-Replayed", "Location", "RateLimit", "RateLimit-Policy", "Retry-After")


def add_middleware(app: FastAPI, services: ServiceProviderBase) -> None:
    """Wrap the app; what is added first is the innermost."""
    settings, clock = resolve(services, Settings), resolve(services, Clock)
    requests = TokenBuckets(settings.rate_limit_requests_per_second, settings.rate_limit_burst, clock)
    failures = TokenBuckets(settings.rate_limit_failures_per_second, settings.rate_limit_failures_burst, clock)
    store: IdempotencyStore = services.get_required_service(IdempotencyStore)
    authenticator = resolve(services, ApiKeyAuthenticator)
    app.add_middleware(IdempotentPosts, store=store)
    app.add_middleware(RateLimit, buckets=requests)
    app.add_middleware(
        Authentication,
        authenticator=authenticator,
        refused_keys=resolve(services, RefusedKeys),
        failures=failures,
        open_paths=OPEN_PATHS,
    )
    app.add_middleware(ConditionalGet)
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestLimits)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=METHODS,
            allow_headers=SENT_HEADERS,
            expose_headers=SHOWN_HEADERS,
        )
