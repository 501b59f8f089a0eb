"""Texts with several matters are split, texts with one are left alone."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.artifact import LoadedArtifact
from triage.knowledge import Knowledge
from triage.matters import MAX_MATTERS, matter_spans
from triage.pipeline import Classifier, Examples, fit
from triage.suggester import Query, Suggester
from triage.text import clean

DAY = date(2026, 11, 1)
SMOKE = "小区门口烧烤摊油烟扰民，餐馆油烟直排熏人"
WAGES = "公司拖欠工资三个月，老板欠薪不发"
WATER = "家里停水两天了，自来水水压太低"


@pytest.mark.parametrize(
    "text",
    [
        f"{SMOKE}。另外，{WAGES}。",
        f"1、{SMOKE}。\n2、{WAGES}。",
        f"{SMOKE}，还有一个问题，{WAGES}",
        f"一是{SMOKE}；二是{WAGES}。",
        f"{SMOKE}，顺便反映{WAGES}",
    ],
)
def test_two_matters_are_told_apart(classifier: Classifier, text: str) -> None:
    first, second = matter_spans(classifier, clean(text))
    assert SMOKE in first.text
    assert WAGES in second.text
    assert (first.text, second.text) == (
        text[first.start : first.end],
        text[second.start : second.end],
    )


@pytest.mark.parametrize(
    "text",
    [
        SMOKE,
        f"{SMOKE}。另外，餐馆油烟直排熏人，油烟扰民没人管。",
        f"{SMOKE}。打过电话没人管，请尽快处理。",
        "",
        "。。。",
        "另外",
    ],
)
def test_one_matter_stays_whole(classifier: Classifier, text: str) -> None:
    (span,) = matter_spans(classifier, clean(text))
    assert (span.start, span.end, span.text) == (0, len(text), text)


def test_units_tell_matters_apart_where_the_catalogue_is_unsure(
    classifier: Classifier, examples: Examples
) -> None:
    assert examples.categories is not None
    rows = enumerate(zip(examples.units, examples.categories, strict=True))
    # Wages are filed under fifteen headings, none of which is likely for one of them.
    spread = [f"{30 + row}0101" if unit == "RSJ" else code for row, (unit, code) in rows]
    taught = replace(examples, categories=spread)
    unsure = fit(taught, classifier.recipe, lambda stage, fraction: None)
    first, second = matter_spans(unsure, clean(f"{SMOKE}。另外，{WAGES}。"))
    assert (first.text, second.text) == (f"{SMOKE}。", f"另外，{WAGES}。")
    # Nobody said "also": units alone do not cut a text.
    assert len(matter_spans(unsure, clean(f"{SMOKE}。{WAGES}。"))) == 1


def test_each_matter_has_its_own_prediction(artifact: LoadedArtifact, knowledge: Knowledge) -> None:
    suggester = Suggester(artifact, knowledge)
    text = f"{SMOKE}。另外，{WAGES}。此外，{WATER}。"
    matters = suggester.suggest_matters(Query(text=text), on=DAY)
    assert [one.prediction.candidates[0].unit for one in matters] == ["CGJ", "RSJ", "GSJT"]


def test_a_single_matter_is_the_plain_suggestion(
    artifact: LoadedArtifact, knowledge: Knowledge
) -> None:
    suggester = Suggester(artifact, knowledge)
    query = Query(text=SMOKE, title="油烟")
    (matter,) = suggester.suggest_matters(query, on=DAY)
    assert matter.prediction == suggester.suggest(query, on=DAY)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([SMOKE, WAGES, WATER, "\n", "另外，", "2、", "。"]), max_size=14))
def test_pieces_are_apart_and_few(classifier: Classifier, pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = matter_spans(classifier, clean(text))
    assert 1 <= len(spans) <= MAX_MATTERS
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
