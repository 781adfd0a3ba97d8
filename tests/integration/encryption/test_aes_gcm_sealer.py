"""Secrets are kept in a form that opens for one thing, under one key."""

from dataclasses import replace

import pytest

from application.ports.sealer import CannotOpenError
from integration.encryption.aes_gcm_sealer import AesGcmSealer
from support.cml_parts import cml_settings

OLD, NEW = "o" * 32, "n" * 32


def sealer(key: str, previous: str = "") -> AesGcmSealer:
    """One with these keys."""
    return AesGcmSealer(cml_settings(secret_key=key, secret_key_previous=previous))


def test_gives_back_the_secret_when_it_is_opened_for_the_same_thing() -> None:
    """What was sealed is not to be seen in what is kept, nor twice the same."""
    one, other = (sealer(NEW).seal("hünter2", "worker-1/admin") for _ in range(2))
    assert sealer(NEW).open(one, "worker-1/admin") == "hünter2"
    assert one.ciphertext != other.ciphertext
    assert "hünter2".encode() not in one.ciphertext


def test_opens_nothing_when_it_was_sealed_for_something_else() -> None:
    """Whoever moves a secret to another record, or alters it, gets nothing from it."""
    sealed = sealer(NEW).seal("hunter2", "worker-1/admin")
    altered = [
        ("worker-2/admin", sealed),
        ("worker-1/admin", replace(sealed, nonce=bytes(12))),
        ("worker-1/admin", replace(sealed, ciphertext=sealed.ciphertext[:-1] + b"x")),
        ("worker-1/admin", replace(sealed, ciphertext=b"", nonce=b"")),
    ]
    for bound_to, changed in altered:
        with pytest.raises(CannotOpenError, match="altered"):
            sealer(NEW).open(changed, bound_to)


def test_opens_with_the_previous_key_when_it_is_set() -> None:
    """Until everything is sealed anew."""
    sealed = sealer(OLD).seal("hunter2", "x")
    assert sealer(NEW, OLD).open(sealed, "x") == "hunter2"
    assert sealer(NEW, OLD).seal("hunter2", "x").key_id == sealer(NEW).key_id != sealed.key_id
    with pytest.raises(CannotOpenError, match="CML_FLEET_SECRET_KEY_PREVIOUS"):
        sealer(NEW).open(sealed, "x")


def test_tells_nothing_of_the_key_when_it_is_named() -> None:
    """The name follows from the key, and the key not from the name."""
    assert sealer(NEW).key_id == sealer(NEW).key_id
    assert len(sealer(NEW).key_id) == 12
