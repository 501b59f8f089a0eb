"""One text alone gets the numbers it gets among others, though by another way."""

import numpy as np
import pytest

from triage.grams import CharacterGrams, WordGrams
from triage.lookup import Lookup
from triage.pipeline import Classifier, Examples
from triage.weighing import one_beside

TEXTS = ("小区停水停水了", "", "停", "完全陌生的字句𠀀", "油烟扰民油烟扰民油烟扰民")


@pytest.mark.parametrize("text", TEXTS)
def test_a_row_alone_is_the_row_among_others(text: str) -> None:
    texts = [*TEXTS, "小区停水", "油烟扰民"]
    characters = CharacterGrams(limit=60, minimum_rows=2, shortest=1, longest=4).fit(texts)
    words = WordGrams(limit=60, minimum_rows=2).fit([list(one) for one in texts])
    for grams, documents, alone in (
        (characters, texts, text),
        (words, [list(one) for one in texts], list(text)),
    ):
        whole = grams.rows(documents).toarray()[documents.index(alone)]
        np.testing.assert_allclose(grams.rows([alone]).toarray()[0], whole, rtol=1e-6)
    np.testing.assert_array_equal(
        words.read(list(text)).row.rows().toarray(), words.rows([list(text)]).toarray()
    )


def test_few_codes_find_what_many_find() -> None:
    draw = np.random.default_rng(5)
    codes = np.unique(draw.integers(0, 2**63, 20_000).astype(np.uint64))
    lookup = Lookup.of(codes)
    asked = np.concatenate([codes[:2_000], draw.integers(0, 2**63, 4_000).astype(np.uint64)])
    whole = lookup.places(asked)
    parts = [lookup.places(asked[at : at + 100]) for at in range(0, len(asked), 100)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert (whole[:2_000] >= 0).all()


def test_bare_rows_score_as_a_matrix(classifier: Classifier, examples: Examples) -> None:
    featuriser = classifier.featuriser
    for text in examples.texts[:8]:
        words = featuriser.words(text)
        bare, matrix = featuriser.of_words([words]), featuriser.features([text])
        views = (bare.words, bare.words)
        assert one_beside(views).width == 2 * bare.words.width
        for one, other in zip(
            (classifier.scores(bare).units, bare.known),
            (classifier.scores(matrix).units, matrix.known),
            strict=True,
        ):
            np.testing.assert_allclose(one, other, atol=1e-6)
