"""Dangers that are happening are flagged; denied, feared and past ones are not."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Urgency
from training.alarms import EXAMPLES
from training.sample.city import load_city
from triage.flags import find_flags
from triage.text import clean

UNLEARNED = Path(__file__).parent / "data" / "dangers_unlearned.csv"


@pytest.mark.parametrize(
    ("text", "name", "hand_over"),
    [
        ("楼下起火了快来", "FIRE", "119"),
        ("对面楼顶冒浓烟", "FIRE", "119"),
        ("厨房煤气泄漏味道很大", "GAS", "119"),
        ("老人被困在电梯里", "TRAPPED", "119"),
        ("有个小孩掉进河里了", "TRAPPED", "119"),
        ("旁边的墙倒了压住人", "COLLAPSE", "119"),
        ("高压线掉下来了", "ELECTRIC", "119"),
        ("有人触电了", "ELECTRIC", "119"),
        ("我父亲突然昏迷", "MEDICAL", "120"),
        ("学校十几个孩子呕吐", "MEDICAL", "120"),
        ("我不想活了", "SELF_HARM", "110"),
        ("有人持刀在门口", "VIOLENCE", "110"),
        ("隔壁正在打人", "VIOLENCE", "110"),
        ("路口货车撞了人", "TRAFFIC", "122"),
        ("一辆罐车液氨泄漏", "CHEMICAL", "119"),
        ("几十个工人堵门讨薪", "CROWD", None),
        ("路中间井盖不见了", "OPEN_SHAFT", None),
        ("没有着火？现在已经着火了", "FIRE", "119"),
    ],
)
def test_a_danger_is_flagged(text: str, name: str, hand_over: str | None) -> None:
    flags = {flag.name: flag for flag in find_flags(clean(text))}
    assert name in flags
    assert flags[name].hand_over == hand_over
    for span in flags[name].evidence:
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "text",
    [
        "以前着过火",
        "没有着火",
        "担心着火",
        "充电桩离楼太近，万一起火怎么办",
        "去年这里发生过火灾",
        "容易引发火灾隐患",
        "听说有人触电",
        "燃气泄漏报警器怎么安装",
        "咨询火灾保险理赔",
        "家里没有被困人员",
        "路灯不亮",
        "请问落水管坏了找谁",
        "上个月电梯困过人",
        "",
    ],
)
def test_no_danger_is_flagged(text: str) -> None:
    assert find_flags(clean(text)) == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("前面两辆车撞了，有个人满脸血躺在地上", {"120", "122"}),
        ("楼里着火了，有人被砍伤", {"119", "110"}),
        ("烧炭取暖，一家三口中毒昏迷了", {"119", "120"}),
    ],
)
def test_where_two_lines_fit_both_are_named(text: str, lines: set[str]) -> None:
    assert lines <= {flag.hand_over for flag in find_flags(clean(text))}


@pytest.mark.parametrize(
    "text",
    [
        "想表扬消防员，那天我家着火了，他们来得很快",
        "这价格杀人，抢钱一样",
        "小狗走丢了，谁捡到请联系",
    ],
)
def test_praise_and_figures_of_speech_are_no_danger(text: str) -> None:
    assert find_flags(clean(text)) == ()


def test_evidence_lies_in_the_original() -> None:
    original = "樓下 起(qǐ)火了，快來！"
    (flag,) = find_flags(clean(original, title="火警"))
    (span,) = flag.evidence
    assert original[span.start : span.end] == span.text == "起(qǐ)火"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("3号楼着火了，另外问一下医保怎么交", "119", "着火"),
        ("路灯不亮三天了，顺便问下公积金怎么提取。另外楼上着火了", "119", "着火"),
        ("我老公倒地没呼吸了嘴都紫了。此外，网上哪里查检修基金余额", "120", "没呼吸"),
    ],
)
def test_what_is_asked_besides_makes_a_danger_no_less(text: str, line: str, said: str) -> None:
    (flag,) = find_flags(clean(text))
    assert flag.hand_over == line
    assert said in {span.text for span in flag.evidence}
    assert all(span.text == text[span.start : span.end] for span in flag.evidence)


def test_calm_matters_announced_one_after_the_other_are_let_be() -> None:
    assert not find_flags(clean("上个月我家着火的理赔什么时候下来？另外问一下医保怎么交"))
    assert not find_flags(
        clean("我和爱人都是独生子女，赡养老人怎么扣？另外公司没给按月扣，可以补吗")
    )


def test_a_title_alone_can_raise_a_flag_without_a_place() -> None:
    flags = find_flags(clean("快来人", title="家里着火了"))
    assert [(flag.name, flag.evidence) for flag in flags] == [("FIRE", ())]


class Called(NamedTuple):
    """A written message, what it may be called, and what it was called."""

    text: str
    dangers: frozenset[str]
    voice: str
    names: frozenset[str]

    @property
    def found(self) -> bool:
        return bool(self.dangers and self.names)

    @property
    def right(self) -> bool:
        return not self.dangers.isdisjoint(self.names)


def called(*paths: Path) -> list[Called]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = frozenset(flag.name for flag in find_flags(clean(row["text"])))
                dangers = frozenset(row["flag"].split("|")) - {""}
                rows.append(Called(row["text"], dangers, row["voice"], names))
    return rows


@pytest.fixture(scope="module")
def written() -> list[Called]:
    """Every message written for this, whether or not anything was learned from it."""
    return called(UNLEARNED, *sorted(EXAMPLES.glob("*.csv")))


def test_the_written_dangers_are_found(written: list[Called]) -> None:
    dangers = [row for row in written if row.dangers]
    missed = [row.text for row in dangers if not row.found]
    assert len(dangers) >= 1_600
    assert len(missed) <= 0.01 * len(dangers), missed
    assert sum(row.right for row in dangers) >= 0.93 * len(dangers)


def test_what_is_no_danger_is_let_be(written: list[Called]) -> None:
    others = [row for row in written if not row.dangers]
    false = [row.text for row in others if row.names]
    assert len(others) >= 1_000
    assert len(false) <= 0.06 * len(others), false


@pytest.mark.parametrize(
    "voice", ["panic", "dialect", "laconic", "rambling", "asr", "polite", "ruby", "direct"]
)
def test_every_voice_is_understood(written: list[Called], voice: str) -> None:
    rows = [row for row in written if row.dangers and row.voice == voice]
    missed = [row.text for row in rows if not row.found]
    assert len(rows) >= 20
    assert len(missed) <= max(1, 0.05 * len(rows)), missed


def test_what_was_never_learned_from_is_found_too() -> None:
    rows = called(UNLEARNED)
    dangers = [row for row in rows if row.dangers]
    others = [row for row in rows if not row.dangers]
    assert sum(row.found for row in dangers) >= 0.98 * len(dangers)
    assert sum(bool(row.names) for row in others) <= 0.12 * len(others)


def test_ordinary_messages_of_the_city_are_let_be() -> None:
    rows = ordinary()
    flagged = [text for text in rows if any(flag.hand_over for flag in find_flags(clean(text)))]
    assert len(flagged) <= 0.05 * len(rows), flagged


def ordinary() -> list[str]:
    kernels = [one for one in load_city().kernels if one.urgency is not Urgency.EMERGENCY]
    return ["".join(one.text) for one in kernels]


@given(st.text(alphabet="着火了没有以前听说，。掉河里人被撞电梯困", max_size=60))
def test_evidence_is_always_a_piece_of_the_text(text: str) -> None:
    for flag in find_flags(clean(text)):
        for span in flag.evidence:
            assert text[span.start : span.end] == span.text != ""
