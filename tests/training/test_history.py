"""Reading past tickets from real files of every bad kind."""

import csv
from datetime import datetime

import openpyxl
import polars
import pytest

from training.columns import parse_map
from training.errors import ColumnMissing, HistoryUnreadable, MappingInvalid
from training.history import read_history

HEADER = ["编号", "受理时间", "诉求内容", "承办单位"]
ROWS = [
    ["T1", "2026/1/6 12:09:38", "路灯不亮，一片漆黑", "市城管局"],
    ["T2", "2026-01-07", "拖欠工资\n已三个月", "市人社局"],
]


def write_csv(path, rows, *, encoding="utf-8", **how):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, **how).writerows(rows)
    return path


def write_xlsx(path, rows, *, merges=(), extra=()):
    book = openpyxl.Workbook()
    for title in extra:
        book.create_sheet(title, 0)
    sheet = book["Sheet"]
    for values in rows:
        sheet.append(values)
    for area in merges:
        sheet.merge_cells(area)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimited_files_in_every_encoding(tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "h.csv", [HEADER, *ROWS], encoding=encoding, delimiter=delimiter)
    history = read_history(path)
    assert [(one.reference, one.text, one.unit) for one in history.rows] == [
        ("T1", "路灯不亮，一片漆黑", "市城管局"),
        ("T2", "拖欠工资\n已三个月", "市人社局"),
    ]
    assert [one.line for one in history.rows] == [2, 3]
    assert history.rows[0].received_at == datetime(2026, 1, 6, 12, 9, 38)


def test_xlsx_and_parquet_give_the_same_rows(tmp_path):
    write_xlsx(tmp_path / "h.xlsx", [HEADER, *ROWS])
    polars.DataFrame(ROWS, schema=HEADER, orient="row").write_parquet(tmp_path / "h.parquet")
    sheet = read_history(tmp_path / "h.xlsx")
    parquet = read_history(tmp_path / "h.parquet")
    key = [(one.reference, one.text, one.unit, one.received_at) for one in sheet.rows]
    assert key == [(one.reference, one.text, one.unit, one.received_at) for one in parquet.rows]
    assert key[1][3] == datetime(2026, 1, 7)


@pytest.mark.parametrize("name", ["h.csv", "h.txt", "h.parquet"])
def test_a_wrong_extension_does_not_matter(tmp_path, name):
    write_xlsx(tmp_path / "h.xlsx", [HEADER, *ROWS])
    path = tmp_path / name
    (tmp_path / "h.xlsx").rename(path)
    assert len(read_history(path).rows) == 2


def test_merged_cells_are_filled_and_said(tmp_path):
    path = write_xlsx(
        tmp_path / "h.xlsx",
        [
            ["2026年热线工单", None, None, None],
            HEADER,
            ["T1", datetime(2026, 1, 6), "路灯不亮", "市城管局"],
            ["T2", 46028.5, "井盖丢失", None],
            ["T3", None, "拖欠工资", "市人社局"],
        ],
        merges=["A1:D1", "D3:D4"],
    )
    history = read_history(path)
    assert [one.unit for one in history.rows] == ["市城管局", "市城管局", "市人社局"]
    assert [one.line for one in history.rows] == [3, 4, 5]
    assert history.rows[1].received_at == datetime(2026, 1, 6, 12)
    assert history.remarks == (
        "表头在第 2 行，其上的内容未读",
        "合并单元格 1 处，已把合并的值填到其中每一行",
    )


def test_the_worksheet_with_the_header_is_taken(tmp_path):
    path = write_xlsx(tmp_path / "h.xlsx", [HEADER, *ROWS], extra=["说明"])
    history = read_history(path)
    assert len(history.rows) == 2
    assert history.remarks == ("共 2 个工作表，只读了 Sheet",)


def test_numbers_of_a_spreadsheet_stay_references(tmp_path):
    path = write_xlsx(tmp_path / "h.xlsx", [HEADER, [202601060001, None, "路灯不亮", "城管"]])
    assert read_history(path).rows[0].reference == "202601060001"


def test_columns_by_map(tmp_path):
    path = write_csv(tmp_path / "h.csv", [["甲", "乙", "丙"], ["路灯不亮", "城管", "g1"]])
    history = read_history(path, mapping=parse_map("text=甲,label=乙，group=丙"))
    assert (history.rows[0].text, history.rows[0].unit, history.rows[0].group) == (
        "路灯不亮",
        "城管",
        "g1",
    )
    assert dict(history.columns) == {"text": "甲", "unit": "乙", "group": "丙"}


def test_all_columns_become_values(tmp_path):
    header = [*HEADER, "诉求类型", "是否退单", "满意度", "首派单位", "渠道", "地址", "标题", "分类"]
    values = [*ROWS[0], "投诉", "是", "非常满意", "住建局", "网站", "建设路", "路灯", "010101"]
    one = read_history(write_csv(tmp_path / "h.csv", [header, values])).rows[0]
    assert (one.kind, one.returned, one.satisfaction, one.first_unit) == (
        "COMPLAINT",
        True,
        5,
        "住建局",
    )
    assert (one.channel, one.address, one.title, one.category) == (
        "网站",
        "建设路",
        "路灯",
        "010101",
    )


def test_ragged_rows(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(
        "编号,诉求内容,承办单位\n1,路灯不亮\n2,路灯,一直,不亮,城管\n3,拖欠工资,人社,,\n",
        "utf-8",
    )
    history = read_history(path)
    assert [(one.reference, one.unit) for one in history.rows] == [("1", ""), ("3", "人社")]
    assert [(one.line, one.why) for one in history.dropped] == [(3, "有 5 格而表头只有 3 列")]


def test_a_header_alone_is_a_history_without_rows(tmp_path):
    assert read_history(write_csv(tmp_path / "h.csv", [HEADER])).rows == ()


def test_thousands_of_empty_lines_are_not_rows(tmp_path):
    path = write_csv(tmp_path / "h.csv", [HEADER, *ROWS, *[["", "", "", ""]] * 5000])
    assert len(read_history(path).rows) == 2


def test_unread_dates_are_counted(tmp_path):
    path = write_csv(tmp_path / "h.csv", [HEADER, ["1", "前天", "路灯不亮", "城管"]])
    history = read_history(path)
    assert history.rows[0].received_at is None
    assert history.remarks == ("1 行的时间认不出来，按无时间处理",)


@pytest.mark.parametrize("content", [b"", b"  \n\n ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    path = tmp_path / "h.csv"
    path.write_bytes(content)
    with pytest.raises(HistoryUnreadable) as caught:
        read_history(path)
    assert "空的" in caught.value.detail


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 50,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"PK\x03\x04" + bytes(500),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        b"PAR1" + bytes(500) + b"PAR1",
    ],
)
def test_binary_files_are_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "h.csv"
    path.write_bytes(content)
    with pytest.raises(HistoryUnreadable) as caught:
        read_history(path)
    assert caught.value.detail.startswith("文件 h.csv 读不出来：")


def test_missing_files_and_folders(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(HistoryUnreadable):
            read_history(path)


def test_missing_columns_and_bad_maps(tmp_path):
    path = write_csv(tmp_path / "h.csv", [["甲", "乙"], ["路灯不亮", "城管"]])
    with pytest.raises(ColumnMissing) as caught:
        read_history(path)
    assert "甲、乙" in caught.value.detail
    with pytest.raises(MappingInvalid):
        read_history(path, mapping={"text": "丁", "unit": "乙"})
