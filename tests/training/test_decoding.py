"""Bytes of unknown origin."""

import pytest

from training.decoding import REPLACEMENT, BinaryContentError, decode

TEXT = "编号,诉求内容,承办单位\n1,路灯不亮,市城管局\n2,拖欠工资,市人社局\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gbk"), "gb18030"),
        (b"\xef\xbb\xbf" + TEXT.encode("gbk"), "gb18030"),
        ("\ufeff".encode("gb18030") + TEXT.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_each_encoding_gives_the_same_text(raw, encoding):
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding, decoded.damaged_lines) == (TEXT, encoding, 0)


def test_characters_beyond_gbk_are_read():
    text = TEXT + "3,𠮷野家门口占道,城管\n"
    assert decode(text.encode("gb18030")).text == text


def test_lines_of_two_encodings_are_read_line_by_line():
    lines = TEXT.encode().split(b"\n")
    raw = b"\n".join([*lines[:2], "2,拖欠工资,市人社局".encode("gbk"), b""])
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding) == (TEXT, "mixed")


def test_a_gbk_line_that_is_utf8_by_accident_does_not_split_the_file():
    raw = ("联通\n" + TEXT * 10).encode("gbk")
    assert decode(raw).text == "联通\n" + TEXT * 10


def test_a_damaged_line_costs_only_itself():
    raw = TEXT.encode() + b"3,\xff\xff\xff,x\n" + TEXT.encode()
    decoded = decode(raw)
    assert decoded.damaged_lines == 1
    assert decoded.text.split("\n")[3].startswith("3," + REPLACEMENT)


def test_binary_is_refused():
    with pytest.raises(BinaryContentError):
        decode(bytes(range(256)) * 40)


def test_stray_nul_bytes_do_not_make_a_text_binary():
    assert decode((TEXT * 50).encode() + b"4,a\x00b,c\n").encoding == "utf-8"


def test_nothing_is_empty_text():
    assert decode(b"").text == ""


@pytest.mark.parametrize("short", ["水", "路", "水\n路\n水"])
def test_short_gbk_lines_that_pass_for_latin_are_read_as_gbk(short):
    text = f"诉求\n路灯不亮\n{short}\n"
    assert decode(text.encode("gb18030")).text == text
