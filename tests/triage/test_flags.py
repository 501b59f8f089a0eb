"""Dangers that are happening are flagged; denied, feared and past ones are not."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.flags import find_flags
from triage.text import clean


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


def test_evidence_lies_in_the_original() -> None:
    original = "樓下 起(qǐ)火了，快來！"
    (flag,) = find_flags(clean(original, title="火警"))
    (span,) = flag.evidence
    assert original[span.start : span.end] == span.text == "起(qǐ)火"


def test_a_title_alone_can_raise_a_flag_without_a_place() -> None:
    flags = find_flags(clean("快来人", title="家里着火了"))
    assert [(flag.name, flag.evidence) for flag in flags] == [("FIRE", ())]


def judged() -> tuple[list[tuple[str, bool, bool]], int]:
    """For each hand-written message whether it is a danger and whether it was called one."""
    rows, right = [], 0
    with (Path(__file__).parent / "data" / "dangers.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = {flag.name for flag in find_flags(clean(row["text"])) if flag.hand_over}
            rows.append((row["text"], bool(row["flag"]), bool(names)))
            right += bool(row["flag"]) and row["flag"] in names
    return rows, right


def test_the_hand_written_dangers_are_found() -> None:
    rows, right = judged()
    dangers = [text for text, danger, _ in rows if danger]
    missed = [text for text, danger, called in rows if danger and not called]
    called = [text for text, danger, called in rows if called and not danger]
    assert len(dangers) >= 150
    assert len(rows) - len(dangers) >= 150
    assert len(missed) <= 0.01 * len(dangers), missed
    assert len(called) <= 0.05 * len(dangers), called
    assert right >= 0.95 * len(dangers)


@given(st.text(alphabet="着火了没有以前听说，。掉河里人被撞电梯困", max_size=60))
def test_evidence_is_always_a_piece_of_the_text(text: str) -> None:
    for flag in find_flags(clean(text)):
        for span in flag.evidence:
            assert text[span.start : span.end] == span.text != ""
