"""Advice on replies: each check says what it rests on, and none of them stops a reply."""

from datetime import date
from time import perf_counter

import pytest

from service.operations.reply_checks import Asked, Check, Remark, check_reply

DAY = date(2026, 11, 12)
ASKED = Asked(
    text="锦绣花园南门烧烤摊天天晚上占道经营，油烟呛人，影响休息，希望尽快处理。",
    address="锦绣花园南门",
    subject="市容环境›占道经营›烧烤",
    known="20261112000123 0551-62345678",
)
GOOD = (
    "王女士您好，您反映的锦绣花园南门占道烧烤和油烟问题，我局11月11日晚现场检查，已取缔占道摊点2处，"
    "并从11月12日起每晚20时巡查。联系电话0551-62345678，工单20261112000123。"
)


def remarks(text: str, asked: Asked = ASKED) -> dict[Check, Remark]:
    return {one.check: one for one in check_reply(text, asked=asked, on=DAY)}


def poor(text: str, asked: Asked = ASKED) -> dict[Check, tuple[str, ...]]:
    return {one.check: one.evidence for one in remarks(text, asked).values() if not one.is_fine}


def test_a_good_reply_passes_every_check():
    assert poor(GOOD) == {}
    assert list(remarks(GOOD)) == list(Check)
    assert remarks(GOOD)[Check.ANSWERS].evidence == ("油烟",)


def test_a_reply_that_speaks_of_something_else_names_the_words_it_lacks():
    text = "您好，关于您咨询的公积金提取，请带身份证到市民中心三楼窗口办理，11月20日前有效。"
    assert poor(text) == {Check.ANSWERS: ("占道经营", "烧烤摊", "油烟")}


def test_every_matter_wants_its_own_answer():
    asked = Asked(
        text="路灯坏了一周没人修。另外幼儿园退费一直不给。",
        matters=("路灯坏了一周没人修。", "另外幼儿园退费一直不给。"),
    )
    half = "路灯已于11月10日更换灯头并恢复照明，感谢您的监督，请您放心。"
    found = remarks(half, asked)[Check.ANSWERS]
    assert (found.is_fine, found.sentence) == (False, "有一件诉求没有回应，请逐件答复。")
    assert found.evidence == ("幼儿园", "退费")
    whole = half + "幼儿园退费由市教育局核实，11月20日前退到原账户。"
    assert poor(whole, asked) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这件事不归我们管，请自行联系生态环境局", ("不归我们管", "请自行联系")),
        (
            "油烟不属于我局职责，建议您向生态环境局反映",
            ("不属于我局职责", "建议您向生态环境局反映"),
        ),
        ("油烟不在我们单位的职责范围", ("不在我们单位的职责",)),
    ],
)
def test_shirking_is_shown_with_its_words(text, words):
    assert remarks(text)[Check.SHIRKING].evidence == words


def test_a_gap_in_a_phrase_stays_in_its_clause():
    text = "不属于本次检查范围，我单位职责内的油烟已查处。"
    assert remarks(text)[Check.SHIRKING].is_fine


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("举报人张建国反映的油烟", ("张建国",)),
        ("店主刘大强先生已签收", ("刘大强",)),
        ("请联系13812345678", ("13812345678",)),
        ("身份证340102199001011234", ("340102199001011234",)),
        ("油烟来自3号楼2单元501室", ("3号楼2单元501室",)),
        ("寄到 someone@example.com", ("someone@example.com",)),
        ("业主张贴的告示已清理，电话0551-62345678", ()),
        ("王女士您好", ()),
        ("依据国办发〔2020〕53号办理，罚款2000元", ()),
        ("锦绣花园南门已清理", ()),
    ],
)
def test_who_somebody_else_is_must_not_be_told(text, words):
    assert remarks(text)[Check.IDENTITY].evidence == words


def test_what_the_citizen_said_of_himself_may_be_repeated():
    asked = Asked(text="我家3号楼2单元501室漏水", address="3号楼2单元501室")
    assert remarks("已到3号楼2单元501室维修", asked)[Check.IDENTITY].is_fine
    assert not remarks("漏水来自3号楼2单元601室", asked)[Check.IDENTITY].is_fine


def test_in_a_sealed_ticket_not_even_a_family_name():
    sealed = Asked(text=ASKED.text, is_sealed=True)
    assert remarks("王女士您好，油烟已查处", sealed)[Check.IDENTITY].evidence == ("王女士",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "感谢您的来电，我们高度重视。祝您生活愉快！",
            ("感谢您的来电", "高度重视", "祝您生活愉快"),
        ),
        ("已处理。", ()),
        ("您反映的油烟问题，经查【填写办理结果】。", ("【填写办理结果】",)),
        ("油烟已于X月X日处理", ()),
    ],
)
def test_courtesy_alone_and_unfilled_places_say_nothing(text, words):
    found = remarks(text)[Check.SUBSTANCE]
    assert (found.is_fine, found.evidence) == (False, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们将尽快解决油烟问题。", ("将尽快解决",)),
        ("相关部门近期上门。", ("相关部门", "近期")),
        ("摊点将于11月20日前完成整改。", ()),
        ("预计十个工作日内完成安装。", ()),
        ("责令限期整改。", ("责令限期整改",)),
        ("已于2月30日处理。", ("2月30日",)),
        ("2028年2月29日复查。", ()),
    ],
)
def test_times_and_promises_want_a_date(text, words):
    assert remarks(text)[Check.CONCRETE].evidence == words


def test_the_places_are_those_of_the_words():
    text = "油烟不归我们管，请联系13812345678"
    found = [one for one in check_reply(text, asked=ASKED, on=DAY) if one.spans]
    assert len(found) >= 2
    for one in found:
        assert [text[start:end] for start, end in one.spans] == list(one.evidence)


def test_an_empty_and_a_very_long_reply_are_checked_in_time():
    assert {one for one, fine in poor("").items()} == {Check.ANSWERS, Check.SUBSTANCE}
    long = GOOD * 80
    begun = perf_counter()
    check_reply(long[:10_000], asked=ASKED, on=DAY)
    assert perf_counter() - begun < 0.3
