"""A file waits for its owner's word, for a day."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import Conflict
from service.operations.kept_files import KEPT, clear, keep, kept
from tests.conftest import START


def test_a_kept_file_is_its_owners_and_expires(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    key = keep(folder, content=b"a,b", owner="user:1", at=START)
    assert kept(folder, key=key, owner="user:1", at=START + KEPT) == b"a,b"
    assert clear(folder, at=START + KEPT) == 0
    late = START + KEPT + timedelta(seconds=1)
    refused = [("user:2", key, START), ("user:1", key, late), ("user:1", f"../{key}", START)]
    for owner, asked, at in refused:
        with pytest.raises(Conflict):
            kept(folder, key=asked, owner=owner, at=at)
    assert clear(folder, at=late) == 1
    assert list(folder.iterdir()) == []
