"""Named rules, a count each."""

import csv

import pytest

from tests.training.builders import labelled, row
from training.cleaning import Drop, DropReport, Rule, clean_rows
from training.duplicates import distinct_rows
from training.history import History, Unreadable


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"text": ""}, Rule.BLANK_TEXT),
        ({"text": "  \n\t"}, Rule.BLANK_TEXT),
        ({"text": "😀😀😀"}, Rule.BLANK_TEXT),
        ({"text": "，。！"}, Rule.BLANK_TEXT),
        ({"text": "路"}, Rule.SHORT_TEXT),
        ({"unit": ""}, Rule.BLANK_LABEL),
        ({"text": "\ufffd\ufffd\ufffd路灯"}, Rule.UNREADABLE),
    ],
)
def test_each_rule_drops_its_row(changes, rule):
    cleaned = clean_rows(History(rows=(row(2, **changes), row(3))))
    assert [one.line for one in cleaned.rows] == [3]
    assert [(one.line, one.rule) for one in cleaned.report.entries] == [(2, rule)]


def test_a_title_can_carry_the_words():
    assert len(clean_rows(History(rows=(row(text="", title="路灯不亮"),))).rows) == 1


def test_duplicate_ids_keep_the_first_good_row():
    rows = (row(2, reference="A", text=""), row(3, reference="A"), row(4, reference="A"))
    cleaned = clean_rows(History(rows=rows))
    assert [one.line for one in cleaned.rows] == [3]
    assert cleaned.report.counts == {Rule.BLANK_TEXT: 1, Rule.DUPLICATE_ID: 1}


def test_unreadable_records_are_counted_as_read():
    history = History(rows=(row(2),), dropped=(Unreadable(line=3, why="坏", excerpt="x"),))
    report = clean_rows(history).report
    assert (report.read, report.dropped, report.entries[0].excerpt) == (2, 1, "坏：x")


def test_thirty_percent_blank_rows():
    rows = tuple(row(at, text="" if at % 10 < 3 else f"路灯第{at}盏不亮") for at in range(100))
    cleaned = clean_rows(History(rows=rows))
    assert (len(cleaned.rows), cleaned.report.counts) == (70, {Rule.BLANK_TEXT: 30})


def test_equal_texts_with_one_label_are_kept_once_and_conflicts_are_counted():
    rows = [
        labelled(1, text="路灯不亮。", label="甲"),
        labelled(2, text="路灯 不亮", label="甲"),
        labelled(3, text="路灯不亮", label="乙"),
        *(labelled(at, text=f"第{at}件", label=label) for at in range(4, 9) for label in "甲乙"),
    ]
    distinct = distinct_rows(rows)
    assert [one.row.line for one in distinct.rows][:2] == [1, 3]
    assert [(one.line, one.rule) for one in distinct.entries] == [
        (2, Rule.DUPLICATE_TEXT),
        *((at, Rule.CONFLICTING) for at in range(3, 9)),
    ]


def test_rare_classes_are_kept_and_said():
    rows = [labelled(at, text=f"第{at}件", label="甲" if at else "乙") for at in range(8)]
    distinct = distinct_rows(rows)
    assert len(distinct.rows) == 8
    assert [(one.line, one.rule) for one in distinct.entries] == [(0, Rule.RARE_CLASS)]


def test_remarks_do_not_count_as_dropped():
    entries = (
        Drop(line=1, rule=Rule.CONFLICTING, excerpt=""),
        Drop(line=2, rule=Rule.BLANK_TEXT, excerpt=""),
    )
    assert DropReport(read=5, entries=entries).dropped == 1


def test_the_report_as_a_file_by_line(tmp_path):
    entries = (
        Drop(line=9, rule=Rule.BLANK_TEXT, excerpt=""),
        Drop(line=3, rule=Rule.UNKNOWN_UNIT, excerpt="=1+1"),
    )
    report = DropReport(read=9, entries=()).with_more(entries=entries)
    report.write_csv(tmp_path / "d.csv")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["行号", "规则", "摘录"],
            ["3", "承办单位认不出", "'=1+1"],
            ["9", "内容空白", ""],
        ]


def test_every_rule_has_a_label():
    assert all(rule.label for rule in Rule)
