"""Delimited text to records."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from training.delimited import read_delimited, sniff_delimiter

CELL = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"),
    max_size=12,
).map(str.strip)


def cells(text):
    return [record.cells for record in read_delimited(text)]


def test_quoted_newlines_and_line_numbers():
    records = list(read_delimited('a,b\n1,"两行\n内容"\n2,z\n'))
    assert [(one.line, one.cells) for one in records] == [
        (1, ("a", "b")),
        (2, ("1", "两行\n内容")),
        (4, ("2", "z")),
        (5, ()),
    ]


def test_a_quote_never_closed_costs_one_line():
    lines = ["a,b", '1,"没有结束', *(f"{at},好的" for at in range(2, 2000))]
    records = list(read_delimited("\n".join(lines)))
    damaged = [one.line for one in records if one.damage]
    assert damaged == [2]
    assert len(records) == len(lines)


def test_a_quote_never_closed_in_the_last_lines_costs_one_line():
    records = list(read_delimited('a,b\n1,"没有结束\n2,好的\n3,好的'))
    assert [(one.line, bool(one.damage)) for one in records] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]


def test_many_quotes_never_closed_stay_fast():
    lines = ["a,b", *(f'{at},"坏' if at % 3 == 0 else f"{at},好" for at in range(3000))]
    records = list(read_delimited("\n".join(lines)))
    assert records[-1].line == len(lines)


def test_a_field_beyond_the_usual_limit_is_read_and_the_limit_restored():
    before = csv.field_size_limit()
    assert len(cells("a,b\n1," + "字" * 200_000)[1][1]) == 200_000
    assert csv.field_size_limit() == before


def test_a_field_beyond_every_limit_costs_its_line_only():
    records = list(read_delimited("a,b\n1," + "字" * 1_100_000 + "\n2,好"))
    assert [bool(one.damage) for one in records] == [False, True, False]


def test_nul_and_old_line_ends():
    assert cells("a,b\r1,x\x00y\r\n2,z") == [("a", "b"), ("1", "xy"), ("2", "z")]


def test_delimiters_are_sniffed():
    assert sniff_delimiter(["a\tb\tc", "1,2\t3\t4"]) == "\t"
    assert sniff_delimiter(["a;b", "1;2,3,4", "3;4"]) == ";"
    assert sniff_delimiter(["a|b", "1|2"]) == "|"
    assert sniff_delimiter(["诉求内容"]) == ","


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12))
def test_what_the_csv_module_writes_is_read_back(rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(("甲", "乙", "丙"))
    writer.writerows(rows)
    assert cells(buffer.getvalue())[1 : len(rows) + 1] == rows
