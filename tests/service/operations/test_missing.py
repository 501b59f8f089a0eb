"""What is asked for at once, from the file that a city edits."""

from models.enums import Kind
from service.operations.missing import Filled, Gap, missing, needs
from training.sample.city import load_city
from triage.knowledge import Knowledge


def _missing(kind: Kind, category: str, text: str = "请处理") -> tuple[Gap, ...]:
    filled = Filled(kind=kind, category=category)
    return missing(text=text, facts=(), filled=filled, knowledge=Knowledge.empty())


def test_every_gap_has_its_line_in_the_order_of_the_questions():
    assert [one.gap for one in needs()] == list(Gap)


def test_every_code_of_the_file_is_in_the_catalogue():
    known = {one.code for one in load_city().categories}
    assert {code for need in needs() for code in need.categories} <= known


def test_kind_and_category_decide_what_is_asked():
    assert _missing(Kind.INQUIRY, "080101") == ()
    assert _missing(Kind.HELP, "010101") == (Gap.PLACE,)
    assert _missing(Kind.COMPLAINT, "010101") == (Gap.PLACE, Gap.TIME)
    assert _missing(Kind.COMPLAINT, "130101") == (Gap.PLACE, Gap.TIME, Gap.OBJECT, Gap.AMOUNT)
    assert _missing(Kind.REPORT, "040101") == (Gap.PLACE, Gap.TIME, Gap.PLATE)
    assert Gap.TIME not in _missing(Kind.COMPLAINT, "010101", "天天晚上都有")


def test_a_place_in_the_words_is_not_asked_for_again():
    assert Gap.PLACE not in _missing(Kind.COMPLAINT, "010101", "春江花园2栋楼下油烟呛人")
    assert Gap.PLACE in _missing(Kind.COMPLAINT, "010101", "我们小区楼下油烟呛人")
