"""Word lists: short-hand, harmless compounds, misheard words."""

import pytest

from triage.phrases import Words, slips, spelled


def found(words: Words, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in words.find(text)]


def test_shorthand_is_spelled_out() -> None:
    assert list(spelled("[燃煤]气(漏|)")) == ["燃气漏", "燃气", "煤气漏", "煤气"]
    assert list(spelled("着火")) == ["着火"]


def test_every_word_is_found_also_where_words_overlap() -> None:
    words = Words()
    for word in ("电线", "电线杆", "线杆"):
        words.add(word, 2)
    assert found(words, "电线杆") == ["电线", "电线杆", "线杆"]


def test_a_harmless_compound_swallows_what_lies_in_it_or_begins_in_its_midst() -> None:
    words = Words()
    words.add("跳楼价", 1)
    words.add("跳楼", 2)
    words.add("价涨", 2)
    assert found(words, "跳楼价涨，跳楼") == ["跳楼价", "跳楼"]


def test_a_word_stands_in_several_lists() -> None:
    words = Words()
    words.add("刀", 2)
    words.add("刀", 4)
    assert [hit.lists for hit in words.find("刀")] == [6]


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Words().add("", 2)


def test_one_character_may_be_misheard_but_a_lone_one_not() -> None:
    assert list(slips("着火", {"火": "货伙"})) == ["着货", "着伙"]
    assert list(slips("火", {"火": "货"})) == []
