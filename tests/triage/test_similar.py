"""Past tickets alike, in the whole history or within a window of time and place."""

from datetime import date

import pytest

from triage.artifact import LoadedArtifact
from triage.knowledge import Knowledge
from triage.pipeline import Classifier
from triage.similar import SimilarIndex, Window, build_similar
from triage.suggester import Query, Suggester

ROWS = (
    ("T1", "小区门口烧烤摊油烟扰民", "A0101", date(2026, 1, 1)),
    ("T2", "小区门口烧烤摊油烟扰民没人管", "A0201", date(2026, 10, 20)),
    ("T3", "门口烧烤摊油烟扰民", "A0101", date(2026, 10, 25)),
    ("T4", "公司拖欠工资三个月", "A0101", date(2026, 10, 26)),
    ("T5", "小区门口烧烤摊油烟", None, None),
)


@pytest.fixture(scope="module")
def index(classifier: Classifier) -> SimilarIndex:
    return build_similar(
        classifier,
        references=[row[0] for row in ROWS],
        texts=[row[1] for row in ROWS],
        units=["CGJ"] * len(ROWS),
        areas=[row[2] for row in ROWS],
        received=[row[3] for row in ROWS],
    )


def found(index: SimilarIndex, classifier: Classifier, window: Window | None) -> list[str]:
    words = classifier.featuriser.word_rows([ROWS[0][1]])
    return sorted(one.reference for one in index.nearest(words, limit=9, window=window)[0])


def test_the_window_bounds_time_and_place(index: SimilarIndex, classifier: Classifier) -> None:
    recent, here = date(2026, 10, 1), frozenset({"A0101", "A01"})
    assert found(index, classifier, None) == ["T1", "T2", "T3", "T5"]
    assert found(index, classifier, Window()) == ["T1", "T2", "T3", "T5"]
    assert found(index, classifier, Window(since=recent)) == ["T2", "T3", "T5"]
    assert found(index, classifier, Window(areas=here)) == ["T1", "T3", "T5"]
    assert found(index, classifier, Window(since=recent, areas=here)) == ["T3", "T5"]


def test_the_same_words_are_the_most_alike(index: SimilarIndex, classifier: Classifier) -> None:
    words = classifier.featuriser.word_rows([ROWS[1][1]])
    (best, *_) = index.nearest(words, limit=1)[0]
    assert (best.reference, best.similarity) == ("T2", pytest.approx(1, abs=1e-3))
    assert index.nearest(words, limit=0) == [()]


def test_an_index_without_days_and_areas_lets_all_pass(classifier: Classifier) -> None:
    bare = build_similar(classifier, references=["T1"], texts=[ROWS[0][1]], units=["CGJ"])
    window = Window(since=date(2030, 1, 1), areas=frozenset({"A9"}))
    assert found(bare, classifier, window) == ["T1"]


def test_duplicates_are_near_in_time_and_place(
    artifact: LoadedArtifact, knowledge: Knowledge, index: SimilarIndex
) -> None:
    near = LoadedArtifact(classifier=artifact.classifier, similar=index, manifest=artifact.manifest)
    suggester = Suggester(near, knowledge)
    query = Query(text=ROWS[0][1], address="解放路街道")
    day = date(2026, 11, 1)
    assert [one.reference for one in suggester.duplicates(query, on=day)] == ["T3", "T5"]
    everywhere = suggester.duplicates(Query(text=ROWS[0][1]), on=day)
    assert {one.reference for one in everywhere} == {"T2", "T3", "T5"}
