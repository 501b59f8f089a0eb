"""Segmentation is fixed by golden cases, and a tokenizer travels as its word list."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.tokens import Tokenizer
from triage.vocabulary import STOP_WORDS, TRADE_WORDS

GOLDEN = {
    "小区门口烧烤摊油烟扰民": ["小区", "门口", "烧烤摊", "油烟", "扰民"],
    "充电桩飞线充电有安全隐患": ["充电桩", "飞线充电", "有", "安全隐患"],
    "公司拖欠工资，打13812345678": ["公司", "拖欠工资", "，", "打", "〔电话〕"],
    "二次供水水压太低": ["二次供水", "水压", "太", "低"],
    "OK abc123": ["OK", " ", "abc123"],
    "": [],
}


@pytest.mark.parametrize(("text", "words"), GOLDEN.items())
def test_golden(text: str, words: list[str]) -> None:
    assert Tokenizer().cut(text) == words


def test_own_words_are_words() -> None:
    assert Tokenizer(words=("临澄通",)).cut("用临澄通办理") == ["用", "临澄通", "办理"]
    assert "临澄通" not in Tokenizer().cut("用临澄通办理")


def test_a_tokenizer_pickles_small_and_cuts_the_same() -> None:
    tokenizer = Tokenizer()
    frozen = pickle.dumps(tokenizer)
    assert len(frozen) < 10_000
    assert pickle.loads(frozen).cut("路灯不亮") == tokenizer.cut("路灯不亮")


@given(st.text(max_size=100))
@settings(deadline=None)
def test_tokens_cover_the_text(text: str) -> None:
    tokens = list(Tokenizer().tokens(text))
    assert [token.start for token in tokens] == [0, *(token.end for token in tokens)][: len(tokens)]
    assert not tokens or tokens[-1].end == len(text)


def test_trade_words_are_no_stop_words() -> None:
    assert not set(TRADE_WORDS) & STOP_WORDS
    assert len(set(TRADE_WORDS)) == len(TRADE_WORDS)
