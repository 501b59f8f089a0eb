"""Texts that are kept as numbers come back as the words that were read."""

import numpy as np

from triage.documents import read_documents
from triage.features import Featuriser
from triage.recipe import Recipe
from triage.text import clean
from triage.tokens import Tokenizer

TEXTS = ["路灯不亮，请尽快维修", "", "水管漏水严重", "路灯坏了没人修，電話13812345678", "路灯不亮"]
TOKENIZER = Tokenizer()


def read(texts: list[str], told: list[int] | None = None):
    heard = [] if told is None else told
    return read_documents(texts, tokenizer=TOKENIZER, told=heard.append)


def test_words_come_back() -> None:
    featuriser = Featuriser(recipe=Recipe(), tokenizer=TOKENIZER)
    wanted = [featuriser.words(clean(text).text) for text in TEXTS]
    documents = read(TEXTS)
    assert documents.words(0, len(documents)) == wanted
    assert documents.words(1, 5, 2) == wanted[1:5:2]
    assert documents.at(np.asarray([4, 0])).words(0, 2) == [wanted[4], wanted[0]]


def test_nothing_to_read() -> None:
    assert len(read([])) == 0
    assert read([""]).words(0, 1) == [[]]


def test_a_long_reading_tells_how_far_it_is() -> None:
    told: list[int] = []
    read(["停水"] * 9_000, told)
    assert told == sorted(told)
    assert told


def test_features_of_documents_are_those_of_the_texts() -> None:
    documents = read(TEXTS)
    recipe = Recipe(word_features=100, character_features=200)
    one = Featuriser(recipe=recipe, tokenizer=TOKENIZER).fit([clean(text).text for text in TEXTS])
    other = Featuriser(recipe=recipe, tokenizer=TOKENIZER).fit_documents(documents)
    wanted = one.features([clean(text).text for text in TEXTS])
    found = other.of_documents(documents, 0, len(documents))
    assert (found.every != wanted.every).nnz == 0
    assert (other.word_rows_of(documents) != wanted.words).nnz == 0
