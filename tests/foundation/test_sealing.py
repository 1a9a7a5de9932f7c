"""Encryption at rest and the blind index."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from sasae.foundation.sealing import CannotOpen, KeyRing

NUMBER = b"123456789018"


@pytest.fixture
def path(tmp_path):
    KeyRing.create(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
def ring(path):
    return KeyRing.read(path)


def test_what_is_encrypted_is_read_back_and_looks_different_each_time(ring):
    first, second = ring.encrypt(NUMBER, "person:1"), ring.encrypt(NUMBER, "person:1")
    assert first != second
    assert NUMBER not in first
    assert ring.decrypt(first, "person:1") == ring.decrypt(second, "person:1") == NUMBER


def test_a_ciphertext_moved_to_another_row_does_not_open(ring):
    with pytest.raises(CannotOpen):
        ring.decrypt(ring.encrypt(NUMBER, "person:1"), "person:2")


@pytest.mark.parametrize("at", [0, 4, 20, -1])
def test_a_changed_byte_is_seen(ring, at):
    changed = bytearray(ring.encrypt(NUMBER, ""))
    changed[at] ^= 1
    with pytest.raises(CannotOpen):
        ring.decrypt(bytes(changed), "")


@pytest.mark.parametrize("kept", [0, 2, 4, 16, 31])
def test_a_truncated_ciphertext_is_refused(ring, kept):
    with pytest.raises(CannotOpen):
        ring.decrypt(ring.encrypt(NUMBER, "")[:kept], "")


def test_old_values_open_after_the_key_was_renewed(path, ring):
    old = ring.encrypt(NUMBER, "")
    held = json.loads(path.read_text())
    held["keys"]["zzzz"] = next(iter(held["keys"].values()))
    path.write_text(json.dumps({**held, "current": "zzzz"}))
    renewed = KeyRing.read(path)
    assert renewed.decrypt(old, "") == NUMBER
    assert renewed.encrypt(NUMBER, "")[:4] == b"zzzz"


def test_the_index_is_the_same_for_the_same_value_and_key_only(ring, tmp_path):
    KeyRing.create(tmp_path / "other.json")
    other = KeyRing.read(tmp_path / "other.json")
    assert ring.blind_index("123456789018", "individual_number") == ring.blind_index(
        "123456789018", "individual_number"
    )
    assert ring.blind_index("123456789018", "individual_number") != ring.blind_index("123456789018", "serial")
    assert ring.blind_index("123456789018", "individual_number") != other.blind_index(
        "123456789018", "individual_number"
    )


def test_keys_others_may_read_stop_the_start(path):
    path.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        KeyRing.read(path)


def test_a_missing_key_file_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="missing"):
        KeyRing.read(tmp_path / "none.json")


def test_making_keys_twice_keeps_the_first(path):
    before = path.read_bytes()
    KeyRing.create(path)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
