"""The secrets of a demo, made at its first start."""

import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from cli.demo.private_file import OWNER_ONLY, read_json, write_private_json

KEY_PREFIX = "cmlf_"
RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """What the service needs to be told and nobody else may know."""

    admin_key: str = field(repr=False)
    key_pepper: str = field(repr=False)
    signing_key: str = field(repr=False)


def load_secrets(path: Path) -> DemoSecrets:
    """Return the secrets kept in the file, or make them."""
    kept = read_json(path)
    names = [each.name for each in fields(DemoSecrets)]
    if all(isinstance(kept.get(name), str) for name in names):
        path.chmod(OWNER_ONLY)
        return DemoSecrets(**{name: kept[name] for name in names})
    made = DemoSecrets(KEY_PREFIX + _random(), _random(), _random())
    write_private_json(path, asdict(made))
    return made


def _random() -> str:
    return secrets.token_urlsafe(RANDOM_BYTES)
