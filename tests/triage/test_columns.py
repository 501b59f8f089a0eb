"""Texts in a column come back as they were, by number and by slice."""

import pickle

import pytest

from triage.columns import TextColumn

TEXTS = ("停水", "", "a\ud800b", "噪音扰民")


def test_texts_come_back() -> None:
    column = pickle.loads(pickle.dumps(TextColumn.of(TEXTS)))
    assert tuple(column) == TEXTS
    assert column[-1] == "噪音扰民"
    assert column[1:3] == TEXTS[1:3]
    with pytest.raises(IndexError):
        column[4]


def test_no_texts() -> None:
    assert len(TextColumn.of(())) == 0
    assert not TextColumn.of(())
