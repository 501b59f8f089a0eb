"""The underlined words are the ones that carry the score, and words a reader can use."""

import numpy as np
import pytest

from triage.explain import explain
from triage.pipeline import Classifier, Examples
from triage.text import clean
from triage.vocabulary import STOP_WORDS


def test_cutting_the_words_lowers_the_score(classifier: Classifier, examples: Examples) -> None:
    falls, others = [], []
    for text in dict.fromkeys(examples.texts):
        before = classifier.probabilities([text]).units[0]
        top = int(before.argmax())
        (words,) = explain(classifier, clean(text), units=[classifier.units[top]], limit=3)
        marked = {at for one in words for at in range(one.span.start, one.span.end)}
        rest = [at for at in range(len(text)) if at not in marked][-len(marked) :]
        left = [
            "".join(c for at, c in enumerate(text) if at not in gone) for gone in (marked, rest)
        ]
        after = classifier.probabilities(left).units[:, top]
        falls.append(before[top] - after[0])
        others.append(before[top] - after[1])
    assert np.mean(np.asarray(falls) > 0) >= 0.95
    assert np.mean(falls) > 2 * np.mean(others)


@pytest.mark.parametrize(
    "text", ["我家的油烟在A3区的A市，请问你们什么时候处理", "三个月的工资12345元没有给我们"]
)
def test_no_empty_word_is_underlined(classifier: Classifier, text: str) -> None:
    for words in explain(classifier, clean(text), units=classifier.units, limit=9):
        for one in words:
            assert one.span.text not in STOP_WORDS
            assert one.span.text not in {"三个", "月", "12345", "元", "A3区", "A市", "，"}
