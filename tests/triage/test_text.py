"""Cleaning keeps what was said and always leads back to the original."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.text import HEAD_LIMIT, MASKS, TAIL_LIMIT, clean, mask, masked_pieces

ANY = st.text(max_size=200) | st.text(
    alphabet="發財後，。（）() fāxíngab1２Ａ\n\t　<b>/:.wh@😀\ud800\u202e\x00〔电话〕?",
    max_size=120,
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("發(fā)財", "发财"),
        ("行（xíng）走", "行走"),
        ("ＡＢ１２３，你好！", "AB123，你好！"),
        ("乾隆髮型乾燥", "乾隆发型干燥"),
        ("甲\x00乙\u200b丙😀丁", "甲乙丙丁"),
        ("看这里 http://t.example/ab3f 谢谢", "看这里 谢谢"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("'; DROP TABLE ticket; --", "'; DROP TABLE ticket; --"),
        ("  一  二\r\n\n 三　", "一 二\n三"),
        ("😀😀", ""),
        ("", ""),
        ("\ud800", ""),
        ("مرحبا\u202e", "مرحبا"),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


def test_a_page_pasted_twice_stands_once() -> None:
    page = "小区门口的路灯坏了一个多月没有人来修，晚上出门非常不方便，请有关部门尽快处理"
    assert clean(page + page).text == page
    assert clean(f"{page}。\n{page}。").text == f"{page}。"


def test_a_repeated_short_word_stays() -> None:
    assert clean("急！急！急！").text == "急！急！急！"


def test_an_advert_goes_and_a_complaint_about_adverts_stays() -> None:
    complaint = "有人让我加微信说能返现，结果被骗了。"
    assert clean(complaint + "扫码关注公众号点击领取红包").text == complaint


def test_long_text_keeps_its_head_and_tail() -> None:
    text = "".join(chr(0x4E00 + number % 20_000) for number in range(20_000))
    cleaned = clean(text)
    assert len(cleaned.text) == HEAD_LIMIT + TAIL_LIMIT
    assert cleaned.offsets[0] == 0
    assert cleaned.offsets[-1] == 19_999


def test_title_is_the_first_line_and_has_no_place_in_the_text() -> None:
    cleaned = clean("路燈(dēng)不亮", title="關於路燈")
    assert cleaned.text == "关于路灯\n路灯不亮"
    assert cleaned.span(0, 5) is None
    start, end = cleaned.span(5, 7) or (0, 0)
    assert cleaned.original[start:end] == "路燈"


def test_a_title_that_opens_the_text_is_not_said_twice() -> None:
    assert clean("关于路灯 路灯不亮", title="关于路灯").text == "关于路灯 路灯不亮"


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_clean_is_idempotent(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(ANY, ANY)
@settings(max_examples=200, deadline=None)
def test_offsets_rise_and_stay_inside(text: str, title: str) -> None:
    cleaned = clean(text, title=title)
    places = [place for place in cleaned.offsets if place >= 0]
    assert len(cleaned.offsets) == len(cleaned.text)
    assert places == sorted(set(places))
    assert all(place < len(text) for place in places)
    cleaned.text.encode("utf-8")


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_a_kept_plain_character_is_the_original_one(text: str) -> None:
    cleaned = clean(text)
    for char, place in zip(cleaned.text, cleaned.offsets, strict=True):
        if char.isascii() and char.isalpha():
            assert text[place] in {char, chr(ord(char) + 0xFEE0)}


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("打13812345678", "打〔电话〕"),
        ("打+86 138-1234-5678。", "打〔电话〕。"),
        ("0731-88888888转", "〔电话〕转"),
        ("证430102199001011234号", "证〔证件〕号"),
        ("证43010219900101123X号", "证〔证件〕号"),
        ("粤A·12345的车", "〔车牌〕的车"),
        ("湘AD12345", "〔车牌〕"),
        ("写信zhang.san@mail.example.com", "写信〔邮箱〕"),
        ("卡号6222021234567890123", "卡号〔号码〕"),
        ("2020年1月6日12点，欠3500元", "2020年1月6日12点，欠3500元"),
    ],
)
def test_mask(raw: str, masked: str) -> None:
    assert mask(raw) == masked


@given(st.text(max_size=80) | st.text(alphabet="0123456789-X粤A·@.m年", max_size=60))
@settings(deadline=None)
def test_masked_pieces_cover_the_text(text: str) -> None:
    position = 0
    for piece, start, end in masked_pieces(text):
        assert start == position
        assert piece in MASKS or piece == text[start:end]
        position = end
    assert position == len(text)
