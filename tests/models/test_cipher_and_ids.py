"""Identities are sealed, secrets hashed, numbers readable."""

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from models.cipher import Cipher
from models.clock import CITY_ZONE
from models.errors import Unavailable
from models.ids import digest, fresh_token, ticket_number
from models.settings import Settings


def test_what_is_sealed_opens_with_the_same_key_only() -> None:
    cipher = Cipher(b"k" * 32)
    sealed = cipher.seal("13800000000")
    assert b"138" not in sealed
    assert cipher.open(sealed) == "13800000000"
    assert cipher.seal("13800000000") != sealed
    with pytest.raises(Unavailable, match="密钥"):
        Cipher(b"x" * 32).open(sealed)


def test_the_index_finds_the_same_and_depends_on_the_key() -> None:
    assert Cipher(b"k" * 32).index("138") == Cipher(b"k" * 32).index("138")
    assert Cipher(b"k" * 32).index("138") != Cipher(b"x" * 32).index("138")


def test_a_token_is_stored_as_digest_only() -> None:
    fresh = fresh_token()
    assert fresh.secret.startswith("htk_")
    assert fresh.digest == digest(fresh.secret)
    assert fresh.secret not in repr((fresh.digest, fresh.hint))


def test_a_number_carries_the_citys_date() -> None:
    late = datetime(2026, 11, 12, 0, 30, tzinfo=CITY_ZONE)
    assert ticket_number(at=late, sequence=7) == "2026111200007"


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    key = settings.key()
    assert Settings(var=tmp_path / "var").key() == key
    mode = stat.S_IMODE(os.stat(tmp_path / "var" / "secret.key").st_mode)
    assert mode == 0o600


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="32"):
        Settings(var=tmp_path, secret_key="short").key()


def test_a_damaged_key_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(Unavailable, match="密钥文件"):
        Settings(var=tmp_path).key()
