"""The fast back-end stands in for jieba only where it cuts the very same words."""

import pytest

from triage.segmenting import Segmenter, agrees, dictionary_hash, golden, plain, segmenter
from triage.tokens import Tokenizer
from triage.vocabulary import TRADE_WORDS


def test_jieba_cuts_the_golden_texts_as_written_down() -> None:
    assert len(golden()) > 400
    assert agrees(plain(TRADE_WORDS))


def test_the_fast_twin_is_taken_where_it_is_installed_and_agrees() -> None:
    pytest.importorskip("rjieba")
    assert segmenter(TRADE_WORDS).name.startswith("rjieba ")
    assert agrees(segmenter(TRADE_WORDS))


def test_a_back_end_that_guesses_is_found_out() -> None:
    assert not agrees(Segmenter(name="by character", cut=list))


def test_words_of_ones_own_are_left_to_jieba() -> None:
    own = ("临澄通",)
    assert segmenter(own).name.startswith("jieba ")
    assert Tokenizer(words=own).cut("用临澄通办理") == ["用", "临澄通", "办理"]


def test_the_dictionary_hash_tells_word_lists_apart() -> None:
    assert dictionary_hash(TRADE_WORDS) == dictionary_hash(TRADE_WORDS)
    assert dictionary_hash(TRADE_WORDS) != dictionary_hash(TRADE_WORDS[1:])
