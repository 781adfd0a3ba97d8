"""What is told of credentials: for whom, who set them and when; no secret."""

from dataclasses import dataclass
from datetime import datetime

from domain.cml.cml_credentials import CMLCredentials
from domain.cml.credentials_scope import CredentialsKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLCredentialsDto:
    """`username` is "" for a personal access token. `key_id` names the key that the secret is sealed with."""

    id: str
    kind: CredentialsKind
    applies_to: str
    username: str
    set_at: datetime
    set_by: str
    key_id: str


def told(credentials: CMLCredentials) -> CMLCredentialsDto:
    """Leave the secret out."""
    return CMLCredentialsDto(
        id=credentials.id,
        kind=credentials.scope.kind,
        applies_to=credentials.scope.value,
        username=credentials.username,
        set_at=credentials.set_at,
        set_by=credentials.set_by,
        key_id=credentials.key_id,
    )
