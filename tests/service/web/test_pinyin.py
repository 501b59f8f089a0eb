"""Names as they are typed by those who do not write them out."""

from datetime import date

import pytest

from models.department import Department, Succession
from models.enums import DepartmentKind
from service.web.names import names
from service.web.pinyin import search_words, typed


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("环保局", {"hbj", "huanbaoju"}),
        ("朝阳街道", {"cyjd", "zyjd", "chaoyangjiedao", "zhaoyangjiedao"}),
        ("长江路", {"cjl", "zjl"}),
        ("重庆", {"cq", "zq"}),
        ("行政审批局", {"xzspj", "hzspj"}),
        ("地铁12号线", {"dt12hx"}),
        ("SOHO 大厦", {"sds"}),
    ],
)
def test_a_name_is_found_by_pinyin_and_initials_in_every_reading(name, ways):
    assert ways <= set(typed(name))


def test_what_is_not_chinese_has_no_pinyin():
    assert typed("") == typed("12345") == ()


def test_the_likeliest_reading_comes_first():
    assert typed("重庆银行")[0] == "cqyh"


def test_a_name_with_many_readings_does_not_explode():
    assert len(typed("长行重朝" * 5)) <= 20


def test_each_word_is_said_once():
    assert search_words(("环保局", "", "环保局")) == "环保局 hbj huanbaoju"


def _search(session, code: str) -> list[str]:
    options = names(session).unit_options(on=date(2026, 11, 12))
    return next(one.search for one in options if one.value == code).split()


def test_a_unit_is_found_by_present_former_and_other_names(store):
    with store.read() as session:
        assert {"环保局", "hbj", "huanbaoju", "sthjj"} <= set(_search(session, "HBJ"))
        formers = set(names(session).formers)
        assert formers
        row = session.get(Department, "OLD_YLJ")
        assert row.short_name in _search(session, "LYJ")


def test_the_unit_before_the_former_one_is_found_as_well(store):
    with store.write() as session:
        kind, since = DepartmentKind.BUREAU, date(2000, 1, 1)
        for code, name in (("OLDEST", "绿化处"), ("OLDER", "绿化局")):
            session.add(
                Department(code=code, name=name, short_name=name, kind=kind, valid_from=since)
            )
        session.flush()
        for before, after in (("OLDEST", "OLDER"), ("OLDER", "LYJ")):
            session.add(
                Succession(
                    predecessor_code=before,
                    successor_code=after,
                    kind="rename",
                    effective_on=date(2010, 1, 1),
                )
            )
        session.flush()
        assert {"lhc", "lhj"} <= set(_search(session, "LYJ"))


def test_categories_and_areas_are_found_by_pinyin(store):
    with store.read() as session:
        known = names(session)
        categories = {one.value: one.search.split() for one in known.category_options()}
        areas = {one.label.split("·")[-1]: one.search.split() for one in known.area_options()}
    assert "zdjy" in categories["010101"]
    assert "jxjy" in areas["锦绣家园"]
