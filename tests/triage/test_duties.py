"""Text, place, day and duty list together: each rule fires when it should and says so."""

from datetime import date

import pytest

from triage.duties import Ruling, Situation, reconcile
from triage.dutybook import duty_book
from triage.knowledge import Knowledge
from triage.territory import PLACELESS, resolve

TODAY = date(2026, 11, 1)


def shares(
    label: str, knowledge: Knowledge, area: str | None, on: date = TODAY
) -> dict[str, float]:
    return {s.unit: s.share for s in resolve(label, knowledge=knowledge, area=area, on=on)}


@pytest.mark.parametrize(
    ("label", "area", "unit"),
    [
        ("STREET", "P1", "JFJD"),
        ("STREET", "A0101", "JFJD"),
        ("STREET", "A0102", "DHQ"),
        ("STREET", "A01", "DHQ"),
        ("STREET", "A0701", "GXQ"),
        ("DISTRICT", "P1", "DHQ"),
        ("DISTRICT", "A0201", "XLQ"),
        ("DISTRICT", "A07", "GXQ"),
        ("CGJ", "A07", "CGJ"),
        ("OLD_YLJ", None, "LYJ"),
        ("城乡建设", "A01", "城乡建设"),
    ],
)
def test_a_label_becomes_one_unit(
    knowledge: Knowledge, label: str, area: str | None, unit: str
) -> None:
    assert shares(label, knowledge, area) == {unit: 1.0}


@pytest.mark.parametrize("label", ["DISTRICT", "STREET"])
@pytest.mark.parametrize("area", [None, "A99"])
def test_an_unknown_place_stays_in_one_piece(
    knowledge: Knowledge, label: str, area: str | None
) -> None:
    assert shares(label, knowledge, area) == {PLACELESS: 1.0}
    reasons = {share.reason for share in resolve(label, knowledge=knowledge, area=area, on=TODAY)}
    assert reasons == {"地址不明：属地事项由所在区县或街道负责"}


def test_both_territorial_labels_meet_where_the_place_is_unknown(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"DISTRICT": 0.3, "STREET": 0.3, "CGJ": 0.4})
    assert {unit: one.probability for unit, one in found.items()} == pytest.approx(
        {PLACELESS: 0.6, "CGJ": 0.4}
    )


def test_an_old_unit_is_named_only_while_it_lives(knowledge: Knowledge) -> None:
    assert shares("OLD_YLJ", knowledge, None, on=date(2025, 6, 30)) == {"OLD_YLJ": 1.0}
    assert shares("OLD_WT", knowledge, None) == {"WLJ": 0.5, "TJJ": 0.5}
    assert shares("GONE", knowledge, None) == {}


def ruled(
    knowledge: Knowledge,
    *,
    units: dict[str, float],
    categories: dict[str, float] | None = None,
    area: str | None = None,
    text: str = "",
    weight: float = 0.5,
) -> dict[str, Ruling]:
    rulings = reconcile(
        units=units,
        categories=categories or {},
        book=duty_book(knowledge),
        situation=Situation(text=text, area=area, on=TODAY),
        weight=weight,
    )
    assert [one.probability for one in rulings] == sorted(
        (one.probability for one in rulings), reverse=True
    )
    return {one.unit: one for one in rulings}


def test_without_categories_the_text_decides(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"CGJ": 0.7, "RSJ": 0.3})
    assert {unit: one.probability for unit, one in found.items()} == pytest.approx(
        {"CGJ": 0.7, "RSJ": 0.3}
    )
    assert all(one.reasons == () and one.duty is None for one in found.values())


def test_the_duty_list_moves_mass_and_says_so(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"CGJ": 0.6, "RSJ": 0.4}, categories={"130101": 1.0})
    assert found["RSJ"].probability == pytest.approx(0.7)
    assert found["RSJ"].reasons == ("权责清单：依据“对拖欠工资行为的查处”上调30%",)
    assert found["RSJ"].duty is not None
    assert found["RSJ"].duty.code == "D5"
    assert found["CGJ"].reasons == ("权责清单：该类事项未列该单位主办，下调30%",)


def test_a_clause_of_an_unlikely_category_is_not_quoted(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"RSJ": 1.0}, categories={"130101": 0.03})
    assert found["RSJ"].duty is None


def test_an_expired_duty_does_not_speak(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"CGJ": 1.0}, categories={"130101": 1.0})
    assert found["CGJ"].duty is None


def test_a_local_duty_outranks_the_citys(knowledge: Knowledge) -> None:
    city = ruled(knowledge, units={"GSJT": 0.8, "CGJ": 0.2}, categories={"070101": 1.0}, area="A01")
    zone = ruled(knowledge, units={"GSJT": 0.8, "CGJ": 0.2}, categories={"070101": 1.0}, area="A07")
    assert "GXQ" not in city
    assert city["GSJT"].duty is not None
    assert city["GSJT"].duty.assisting == ("CGJ",)
    assert zone["GXQ"].probability == pytest.approx(0.5)


def test_of_several_duties_the_one_in_the_citizens_words_is_cited(knowledge: Knowledge) -> None:
    units = {"CGJ": 0.5, "STREET": 0.5}
    said = "露天烧烤摊点没人巡查劝导"
    found = ruled(knowledge, units=units, categories={"010101": 1.0}, area="P1", text=said)
    assert found["JFJD"].probability > found["CGJ"].probability
    assert found["JFJD"].duty is not None
    assert (found["JFJD"].duty.code, found["JFJD"].duty.lead) == ("D2", "JFJD")
    assert found["JFJD"].label == "STREET"


def test_a_duty_of_a_dead_lead_goes_to_its_heir(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"LYJ": 0.5, "CGJ": 0.5}, categories={"170101": 1.0})
    assert found["LYJ"].duty is not None
    assert found["LYJ"].duty.lead == "LYJ"
    assert "机构调整：园林局的职责已由林业和园林局承接" in found["LYJ"].reasons


def test_a_dead_unit_is_never_named(knowledge: Knowledge) -> None:
    found = ruled(knowledge, units={"GONE": 0.6, "OLD_WT": 0.4})
    assert set(found) == {"WLJ", "TJJ"}
    assert sum(one.probability for one in found.values()) == pytest.approx(1.0)


def test_nothing_known_means_nothing_changed() -> None:
    units = {"城乡建设": 0.9, "交通运输": 0.1}
    found = ruled(Knowledge.empty(), units=units, categories={"0101": 1.0}, area="A01")
    assert {unit: one.probability for unit, one in found.items()} == pytest.approx(units)


def test_no_mass_at_all_gives_no_units(knowledge: Knowledge) -> None:
    assert ruled(knowledge, units={}) == {}
