"""The whole way from a query to a prediction, on a real small artefact."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.abstaining import unreadable
from triage.artifact import LoadedArtifact
from triage.knowledge import Knowledge
from triage.pipeline import Examples
from triage.prediction import Abstention, Prediction
from triage.similar import EXCERPT_LENGTH, build_similar, excerpt
from triage.suggester import Query, Suggester

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def suggester(artifact: LoadedArtifact, knowledge: Knowledge) -> Suggester:
    return Suggester(artifact, knowledge)


def ask(suggester: Suggester, text: str, **more: str) -> Prediction:
    return suggester.suggest(Query(text=text, **more), on=TODAY)


def test_a_clear_matter(suggester: Suggester) -> None:
    found = ask(suggester, "家裡停水（tíng）兩天了，水壓太低", address="东湖区翠竹苑")
    best = found.candidates[0]
    assert (best.unit, best.name) == ("GSJT", "供水集团")
    assert best.duty is not None
    assert (best.duty.code, best.duty.basis) == ("D3", "《城市供水条例》")
    assert (found.area, found.abstained, found.artifact) == ("P1", None, "v1")
    assert found.categories[0].code == "070101"
    assert found.kinds[0].code == "HELP"
    assert 1 <= len(found.candidates) <= 3


def test_evidence_is_cut_from_the_original(suggester: Suggester) -> None:
    text = "  家裡停水（tíng）兩天了，水壓太低"
    evidence = ask(suggester, text, title="停水").candidates[0].evidence
    assert "停水" in {one.span.text for one in evidence}
    assert [one.weight for one in evidence] == sorted((e.weight for e in evidence), reverse=True)
    for one in evidence:
        assert text[one.span.start : one.span.end] == one.span.text
        assert one.weight > 0


def test_a_territorial_matter_goes_to_the_street_of_its_place(suggester: Suggester) -> None:
    found = ask(suggester, "楼道堆放杂物没人清理", area="A0101")
    best = found.candidates[0]
    assert best.unit == "JFJD"
    assert "属地管理：地点在解放路街道，由解放路街道负责" in best.reasons
    assert best.evidence


def test_inside_the_zone_it_is_the_zones(suggester: Suggester) -> None:
    best = ask(suggester, "楼道堆放杂物没人清理", address="高新区创新街道").candidates[0]
    assert best.unit == "GXQ"
    assert any(reason.startswith("区内事区内办") for reason in best.reasons)


def test_without_a_place_territorial_mass_asks_for_one(suggester: Suggester) -> None:
    found = ask(suggester, "楼道堆放杂物没人清理")
    best = found.candidates[0]
    assert (best.unit, best.name) == ("", "属地区县或街道")
    assert found.abstained is Abstention.PLACE_UNKNOWN
    assert found.abstained.label == "属地事项，请先补充地址"
    assert [one.unit for one in found.candidates].count("") == 1


def test_an_emergency_is_never_called_off_topic(
    artifact: LoadedArtifact, knowledge: Knowledge
) -> None:
    grown = dataclasses.replace(artifact.manifest, rows=1_000_000)
    trusting = dataclasses.replace(artifact.classifier.recipe, known_share=0.0)
    classifier = dataclasses.replace(artifact.classifier, recipe=trusting)
    made = dataclasses.replace(artifact, manifest=grown, classifier=classifier)
    suggester = Suggester(made, knowledge)
    assert ask(suggester, "月色皎洁，小楼昨夜又东风").abstained is Abstention.OFF_TOPIC
    found = ask(suggester, "小区有人要跳楼，人站在楼顶边缘")
    assert [flag.hand_over for flag in found.flags] == ["110"]
    assert found.abstained not in {None, Abstention.OFF_TOPIC}


def test_a_district_without_a_street_is_place_enough(suggester: Suggester) -> None:
    found = ask(suggester, "楼道堆放杂物没人清理", area="A01")
    assert found.candidates[0].unit == "DHQ"
    assert found.abstained is not Abstention.PLACE_UNKNOWN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Abstention.EMPTY),
        ("   \n", Abstention.EMPTY),
        ("😀😀😀", Abstention.EMPTY),
        ("，。！", Abstention.EMPTY),
        ("\ud800\udfff\x00", Abstention.EMPTY),
        ("水", Abstention.TOO_SHORT),
        ("asdf qwer zxcv", Abstention.UNKNOWN_WORDS),
        ("量子引力的超弦解", Abstention.UNKNOWN_WORDS),
        ("'; DROP TABLE ticket; -- <script>alert(1)</script>", Abstention.UNKNOWN_WORDS),
    ],
)
def test_it_holds_back(suggester: Suggester, text: str, why: Abstention) -> None:
    found = ask(suggester, text)
    assert found.abstained is why
    assert found.abstained.label
    if why in {Abstention.EMPTY, Abstention.TOO_SHORT}:
        assert found.candidates == ()


@pytest.mark.parametrize(
    "text",
    [
        "停水" * 10_000,
        "'; DROP TABLE ticket; --",
        "<script>alert('停水')</script>",
        "مرحبا بالعالم",
        "\x00\x01\x02停水",
        "{{7*7}} ${jndi:ldap://x} %s %n",
    ],
)
def test_any_text_gets_a_sane_answer(suggester: Suggester, text: str) -> None:
    found = ask(suggester, text)
    assert 0.0 <= sum(one.probability for one in found.candidates) <= 1.0 + 1e-6


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it(suggester: Suggester, text: str, title: str, address: str) -> None:
    query = Query(text=text, title=title, address=address, area=title)
    (found,) = suggester.suggest_many([query], on=TODAY, top=2)
    assert len([one for one in found.candidates if one.unit]) <= 2
    for candidate in found.candidates:
        for one in candidate.evidence:
            assert text[one.span.start : one.span.end] == one.span.text


def test_a_batch_answers_like_its_members(suggester: Suggester, examples: Examples) -> None:
    queries = [Query(text=text) for text in [*examples.texts[:20], "", "水"]]
    together = suggester.suggest_many(queries, on=TODAY)
    alone = [suggester.suggest(query, on=TODAY) for query in queries]
    assert [[c.unit for c in one.candidates] for one in together] == [
        [c.unit for c in one.candidates] for one in alone
    ]
    assert [one.abstained for one in together] == [one.abstained for one in alone]
    assert suggester.suggest_many([], on=TODAY) == []


def test_probabilities_of_all_candidates_sum_to_one(suggester: Suggester) -> None:
    found = suggester.suggest(Query(text="公司欠薪，还停水"), on=TODAY, top=99)
    assert sum(one.probability for one in found.candidates) == pytest.approx(1.0, abs=1e-3)


def test_similar_tickets_are_masked_and_close(suggester: Suggester, examples: Examples) -> None:
    found = ask(suggester, "家里停水两天了，电话13999999999")
    best = found.similar[0]
    assert best.similarity > 0.8
    assert best.unit == "GSJT"
    assert best.excerpt.startswith("家里停水两天了")
    assert not any("138" in one.excerpt for one in found.similar)
    assert [one.similarity for one in found.similar] == sorted(
        (one.similarity for one in found.similar), reverse=True
    )


def test_an_excerpt_is_short_and_masked() -> None:
    assert excerpt("电话13812345678") == "电话〔电话〕"
    assert len(excerpt("路灯" * 200 + "不亮")) <= EXCERPT_LENGTH


def test_nothing_alike_gives_nothing(suggester: Suggester, artifact: LoadedArtifact) -> None:
    assert ask(suggester, "asdf qwer").similar == ()
    empty = build_similar(artifact.classifier, references=[], texts=[], units=[])
    words = artifact.classifier.featuriser.word_rows(["停水"])
    assert empty.nearest(words, limit=3) == [()]


def test_a_foreign_label_set_passes_through(artifact: LoadedArtifact) -> None:
    found = Suggester(artifact, Knowledge.empty()).suggest(
        Query(text="家里停水两天了", area="whatever"), on=TODAY
    )
    best = found.candidates[0]
    assert (best.unit, best.name, best.duty, best.reasons) == ("GSJT", "GSJT", None, ())
    assert found.area == "whatever"


def test_new_knowledge_is_a_new_suggester(suggester: Suggester, knowledge: Knowledge) -> None:
    renamed = dataclasses.replace(knowledge.units["GSJT"], name="水务公司")
    newer = dataclasses.replace(knowledge, units={**knowledge.units, "GSJT": renamed})
    other = suggester.with_knowledge(newer)
    assert ask(other, "家里停水").candidates[0].name == "水务公司"
    assert ask(suggester, "家里停水").candidates[0].name == "供水集团"


def test_danger_is_flagged_even_where_the_text_is_too_short(suggester: Suggester) -> None:
    found = ask(suggester, "急", title="家里着火了")
    assert [flag.hand_over for flag in found.flags] == ["119"]


@pytest.mark.parametrize(("text", "why"), [("水管", None), ("1", Abstention.TOO_SHORT)])
def test_unreadable(text: str, why: Abstention | None) -> None:
    assert unreadable(text) is why
