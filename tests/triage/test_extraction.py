"""Facts are read with their place, their settled value and their check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.checkdigits import credit_code_valid, identity_valid
from triage.extraction import FactKind, chinese_number, extract
from triage.knowledge import Knowledge
from triage.places import gazetteer

CREDIT = "91350100M000100Y43"
IDENTITY = "11010519491231002X"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def found(text: str, kind: FactKind) -> list[tuple[str, str, bool]]:
    return [
        (text[fact.span.start : fact.span.end], fact.value, fact.valid)
        for fact in extract(text)
        if fact.kind == kind
    ]


@pytest.mark.parametrize(
    ("text", "kind", "piece", "value"),
    [
        ("欠我三千二百元没给", FactKind.AMOUNT, "三千二百元", "3200.00"),
        ("押金１２３００元", FactKind.AMOUNT, "１２３００元", "12300.00"),
        ("一共1.5万元", FactKind.AMOUNT, "1.5万元", "15000.00"),
        ("一碗面12块半", FactKind.AMOUNT, "12块半", "12.50"),
        ("昨天晚上八点半开始", FactKind.TIME, "昨天晚上八点半", "昨天晚上八点半"),
        ("2021年3月5日买的", FactKind.TIME, "2021年3月5日", "2021年3月5日"),
        ("两个月前报修", FactKind.TIME, "两个月前", "两个月前"),
        ("电话138 1234 5678", FactKind.PHONE, "138 1234 5678", "138****5678"),
        ("座机0731-88888888", FactKind.PHONE, "0731-88888888", "073****8888"),
        ("车牌湘A·12345乱停", FactKind.PLATE, "湘A·12345", "湘A***45"),
        (
            "投诉鼎盛餐饮管理有限公司",
            FactKind.COMPANY,
            "鼎盛餐饮管理有限公司",
            "鼎盛餐饮管理有限公司",
        ),
        (f"代码{CREDIT}的店", FactKind.CREDIT_CODE, CREDIT, CREDIT),
        (f"我的证{IDENTITY}", FactKind.IDENTITY, IDENTITY, "110105********002X"),
    ],
)
def test_a_fact_is_found(text: str, kind: FactKind, piece: str, value: str) -> None:
    assert found(text, kind) == [(piece, value, True)]


@pytest.mark.parametrize(
    "text", ["三块地", "元旦", "两块石头", "我们公司", "某公司", "", "订单1234567"]
)
def test_what_only_looks_like_a_fact(text: str) -> None:
    facts = {fact.kind for fact in extract(text)}
    assert not facts & {FactKind.AMOUNT, FactKind.COMPANY, FactKind.PHONE, FactKind.IDENTITY}


def test_a_wrong_digit_is_told() -> None:
    assert found("证110105194912310021", FactKind.IDENTITY) == [
        ("110105194912310021", "110105********0021", False)
    ]
    assert found("代码91350100M000100Y44", FactKind.CREDIT_CODE)[0][2] is False


def test_private_numbers_never_stand_in_a_fact() -> None:
    text = f"电话13812345678，证{IDENTITY}，车湘A12345"
    told = " ".join(f"{fact.value} {fact.span.text}" for fact in extract(text))
    assert "13812345678" not in told
    assert IDENTITY not in told
    assert "湘A12345" not in told


def test_a_place_is_its_area(knowledge: Knowledge) -> None:
    text = "西岭区的不管，我说的是湖滨街道长虹路那家店"
    places = [
        (fact.span.text, fact.value)
        for fact in extract(text, gazetteer=gazetteer(knowledge))
        if fact.kind == FactKind.PLACE
    ]
    assert places == [("西岭区", "A02"), ("湖滨街道", "A0102"), ("长虹路", "P3")]


@pytest.mark.parametrize(
    ("words", "value"),
    [("三千二", 3200), ("三千零二", 3002), ("一亿二千万", 120_000_000), ("十五", 15), ("元", None)],
)
def test_a_chinese_numeral_is_read(words: str, value: int | None) -> None:
    assert chinese_number(words) == value


@given(st.text(alphabet="电话1380公司元万三千年月日点湘A-x，。 ０１：*", max_size=80))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    facts = extract(text)
    ends = 0
    for fact in facts:
        assert ends <= fact.span.start < fact.span.end <= len(text)
        ends = fact.span.end
    assert facts == extract(text)


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_one_digit_of_a_credit_code_is_right(body: str) -> None:
    assert sum(credit_code_valid(body + last) for last in ALPHABET) == 1


@given(st.dates(), st.integers(min_value=110_000, max_value=659_999), st.integers(0, 999))
def test_one_digit_of_an_identity_number_is_right(day: object, area: int, order: int) -> None:
    body = f"{area}{str(day).replace('-', '')}{order:03d}"
    assert sum(identity_valid(body + last) for last in "0123456789X") == 1


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place: int, shift: int) -> None:
    wrong = str((int(IDENTITY[place]) + shift) % 10)
    assert not identity_valid(IDENTITY[:place] + wrong + IDENTITY[place + 1 :])
