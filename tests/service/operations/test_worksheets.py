"""Tables as XLSX: what was typed stays text, numbers are numbers, one table is one file."""

import io

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from service.operations.worksheets import Sheet, book_of, workbook

ODD = ["0012", "=1+1", "+86", "http://a.example/", "12.5", "甲\x00乙", "多\n行", ""]


def test_text_stays_text() -> None:
    made = workbook([["代码", "名称"], ODD], title="权责清单")
    (page,) = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    assert page.title == "权责清单"
    assert [cell.value for cell in page[1][:2]] == ["代码", "名称"]
    shown = [cell.value for cell in page[2][:7]]
    assert shown == ["0012", "=1+1", "+86", "http://a.example/", "12.5", "甲乙", "多\n行"]
    assert {cell.data_type for cell in page[2][:7]} == {"s"}
    assert page["D2"].hyperlink is None


def test_another_reader_reads_the_same() -> None:
    made = workbook([ODD], title="a")
    (row,) = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert row[0] == "0012"
    assert row[1] == "=1+1"


def test_one_table_is_one_file() -> None:
    assert workbook([ODD], title="a") == workbook([ODD], title="a")


def test_several_sheets_hold_numbers_and_shares() -> None:
    sheets = [
        Sheet(
            title="指标",
            head=["指标", "数值", "件数"],
            rows=[["按时办结率", 0.935, 46], ["无", None, 0]],
            shares=frozenset({1}),
        ),
        Sheet(title="热点[2026/11]", head=["热点"], rows=[]),
    ]
    first, second = openpyxl.load_workbook(io.BytesIO(book_of(sheets))).worksheets
    assert (first["B2"].value, first["B2"].number_format) == (pytest.approx(0.935), "0.0%")
    assert (first["C2"].value, first["C2"].data_type) == (46, "n")
    assert first["B3"].value is None
    assert first["A1"].font.bold
    assert first.freeze_panes == "A2"
    assert (second.title, second.max_row) == ("热点202611", 1)


def test_a_text_longer_than_a_cell_is_cut() -> None:
    made = workbook([["长" * 40_000]], title="a")
    (page,) = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    assert len(page["A1"].value) == 32_767
