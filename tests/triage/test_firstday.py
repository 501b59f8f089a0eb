"""Before any ticket the rules alone route, say so, and fade as tickets come."""

import dataclasses
from collections.abc import Sequence
from datetime import date

import pytest

from triage.calibration import NEVER
from triage.firstday import VERSION, Lesson, first_day, lessons
from triage.knowledge import Knowledge
from triage.pipeline import Examples, fit
from triage.prediction import Abstention, Origin, Prediction
from triage.recipe import Recipe
from triage.rulereader import CONFIDENT, learn_rules
from triage.suggester import Query, Suggester

TODAY = date(2026, 11, 1)
SMALL = Recipe(word_features=2_000, character_features=4_000)


@pytest.fixture(scope="module")
def suggester(knowledge: Knowledge) -> Suggester:
    loaded = first_day(knowledge, on=TODAY, recipe=SMALL)
    assert loaded is not None
    return Suggester(loaded, knowledge)


def ask(suggester: Suggester, text: str, **more: str) -> Prediction:
    return suggester.suggest(Query(text=text, **more), on=TODAY)


def test_each_duty_teaches_its_name_and_its_category(knowledge: Knowledge) -> None:
    taught = lessons(knowledge, on=TODAY)
    assert Lesson(text="对餐饮油烟扰民行为的查处", unit="CGJ", category="010101") in taught
    assert Lesson(text="油烟扰民", unit="CGJ", category="010101") in taught
    assert Lesson(text="油烟扰民", unit="STREET", category="010101") in taught


def test_a_local_or_expired_duty_teaches_nothing(knowledge: Knowledge) -> None:
    texts = {lesson.text for lesson in lessons(knowledge, on=TODAY)}
    assert "高新区内供水设施的维护" not in texts
    assert "已经失效的职责" not in texts
    assert "已经失效的职责" in {lesson.text for lesson in lessons(knowledge, on=date(2024, 6, 1))}


def test_a_units_aliases_are_lessons_without_a_category(knowledge: Knowledge) -> None:
    named = dataclasses.replace(knowledge.units["GSJT"], aliases=("自来水公司",))
    city = dataclasses.replace(knowledge, units={**knowledge.units, "GSJT": named})
    assert Lesson(text="自来水公司", unit="GSJT", category=None) in lessons(city, on=TODAY)
    assert not any(lesson.unit == "GONE" for lesson in lessons(city, on=TODAY))


def test_territorial_offices_are_taught_as_one_label(knowledge: Knowledge) -> None:
    led = dataclasses.replace(knowledge.duties["D7"], lead="JFJD")
    city = dataclasses.replace(knowledge, duties={**knowledge.duties, "D7": led})
    taught = lessons(city, on=TODAY)
    assert Lesson(text="楼道堆物的清理", unit="STREET", category="010201") in taught


@pytest.mark.parametrize(
    ("text", "area", "unit"),
    [
        ("老板拖欠工资", None, "RSJ"),
        ("供水管网坏了，停水没人抢修", "A01", "GSJT"),
        ("楼道堆物没人清理", "A0101", "JFJD"),
    ],
)
def test_rules_alone_route(suggester: Suggester, text: str, area: str | None, unit: str) -> None:
    found = suggester.suggest(Query(text=text, area=area), on=TODAY)
    assert found.candidates[0].unit == unit


def test_it_says_that_there_is_no_history(suggester: Suggester) -> None:
    found = ask(suggester, "老板拖欠工资")
    assert (found.origin, found.artifact, found.similar) == (Origin.RULES, VERSION, ())
    assert all(one.reasons[0] == "尚无历史：仅据分类目录与权责清单" for one in found.candidates)
    assert ask(suggester, "").origin is Origin.RULES


def test_its_probabilities_sum_to_one(suggester: Suggester) -> None:
    found = suggester.suggest(Query(text="拖欠工资，还停水"), on=TODAY, top=99)
    assert sum(one.probability for one in found.candidates) == pytest.approx(1.0, abs=1e-3)


def test_no_unit_is_ever_sure_and_below_six_tenths_it_is_a_hint(knowledge: Knowledge) -> None:
    loaded = first_day(knowledge, on=TODAY, recipe=SMALL)
    assert loaded is not None
    assert set(loaded.classifier.sure_thresholds.values()) == {NEVER}
    assert loaded.manifest.recipe.confident == CONFIDENT
    texts = ["老板拖欠工资", "停水没人抢修", "供水", "公园的树倒了", "楼下饭店油烟"]
    for one in Suggester(loaded, knowledge).suggest_many(
        [Query(text=text, area="A0101") for text in texts], on=TODAY
    ):
        assert one.abstained is not None or one.candidates[0].probability >= CONFIDENT


def test_one_text_and_many_get_the_same_answer(suggester: Suggester) -> None:
    queries = [Query(text="老板拖欠工资"), Query(text="供水管网坏了")]
    many = suggester.suggest_many(queries, on=TODAY)
    alone = [suggester.suggest(query, on=TODAY) for query in queries]
    for one, other in zip(many, alone, strict=True):
        assert [unit.unit for unit in one.candidates] == [unit.unit for unit in other.candidates]
        assert one.candidates[0].probability == pytest.approx(
            other.candidates[0].probability, abs=1e-5
        )


def test_lessons_make_it_no_surer_than_they_find_one_another() -> None:
    """Rules whose words tell nothing of other rules leave the reader unsure of everything."""

    def sureness(words: Sequence[str]) -> float:
        taught = [
            Lesson(text=f"{word}{number}事项", unit=unit, category=None)
            for unit, word in zip("ABCD", words, strict=True)
            for number in "甲乙丙丁戊己庚辛"
        ]
        reader = learn_rules(taught, recipe=SMALL)
        return float(reader.probabilities(["供水管网的抢修"]).units.max())

    assert sureness(["供水管网的抢修", "工资拖欠的查处", "树木修剪的审批", "犬只登记的办理"]) > 0.9
    assert sureness(["办理", "办理", "办理", "办理"]) < 0.4


def test_few_known_words_are_no_reason_to_call_it_off_topic(suggester: Suggester) -> None:
    assert ask(suggester, "昨天夜里月色皎洁供水").abstained is not Abstention.OFF_TOPIC


def test_without_rules_there_is_no_first_day() -> None:
    assert first_day(Knowledge.empty(), on=TODAY) is None


def test_the_same_rules_give_the_same_answers(suggester: Suggester, knowledge: Knowledge) -> None:
    again = first_day(knowledge, on=TODAY, recipe=SMALL)
    assert again is not None
    assert ask(Suggester(again, knowledge), "老板拖欠工资") == ask(suggester, "老板拖欠工资")


def test_lessons_fade_as_tickets_come(knowledge: Knowledge) -> None:
    """The city's tickets say otherwise than its rules: the more of them, the less the rules."""
    taught = lessons(knowledge, on=TODAY)

    def believed(tickets: int) -> float:
        said = ["对拖欠工资行为的查处", "停水两天", "油烟熏人", "楼道堆物"] * tickets
        done = ["CGJ", "GSJT", "RSJ", "STREET"] * tickets
        examples = Examples(
            texts=[*said, *(one.text for one in taught)],
            units=[*done, *(one.unit for one in taught)],
            lessons=len(taught),
        )
        classifier = fit(examples, SMALL, lambda stage, fraction: None)
        (scores,) = classifier.unit_head.decision_function(
            classifier.features(["对拖欠工资行为的查处"]).every
        )
        return float(scores[classifier.units.index("RSJ")])

    shares = [believed(tickets) for tickets in (1, 4, 16, 64)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] + 0.2


def test_no_probability_is_calibrated_on_lessons() -> None:
    """Lessons that contradict the tickets change the weights, but are never held out."""
    texts = [f"停水{number}" for number in range(30)] + [f"欠薪{number}" for number in range(30)]
    units = ["GSJT"] * 30 + ["RSJ"] * 30
    lesson = Examples(texts=[*texts, "路灯"], units=[*units, "CGJ"], lessons=1)
    classifier = fit(lesson, SMALL, lambda stage, fraction: None)
    assert classifier.units == ("CGJ", "GSJT", "RSJ")
    assert classifier.unit_head.sharpness_ > 5
