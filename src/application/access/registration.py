"""The services of access, one of each per app."""

from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.access.key_digest import KeyDigest
from application.access.key_review import KeyReview

SERVICES = (
    ApiKeyAuthenticator,
    KeyDigest,
    KeyReview,
)
