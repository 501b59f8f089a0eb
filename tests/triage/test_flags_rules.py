"""Danger rules: slots, reaches, order, what speaks against them."""

from triage.dangers import Book, book

LINES = """\
# a remark
innocent = 火锅
heard = 火:货
real = 进货
person = 孩子 老人
[FIRE] 火情 | 119
着火 起火 进火
房子 4 烧 - 烧水
[FALL] 落水 | 119 | lasting
@person 3 掉进 ~4 河里
[CROWD] 聚集 | - | threat
堵门
""".splitlines()


def names(text: str) -> list[str]:
    return [danger.name for danger in Book(LINES).matches(text)]


def test_words_and_slots_find_a_danger() -> None:
    assert names("楼上着火") == ["FIRE"]
    assert names("房子都在烧") == ["FIRE"]
    assert names("孩子掉进河里") == ["FALL"]
    assert names("路灯不亮") == []


def test_slots_must_stand_near_in_their_order_and_in_one_sentence() -> None:
    assert names("房子已经好多年没有烧") == []
    assert names("烧房子") == []
    assert names("房子。烧") == []
    assert names("孩子，掉进河里") == ["FALL"]


def test_a_tilde_lets_two_slots_change_places() -> None:
    assert names("孩子河里掉进") == ["FALL"]
    book = Book(["[A] 甲 | 110", "打 ~2 人"])
    assert [len(book.matches(text)) for text in ("打人", "人被打")] == [1, 1]


def test_a_word_behind_the_dash_takes_back_its_clause_only() -> None:
    assert names("房子烧水") == []
    assert names("烧水呢，房子在烧") == ["FIRE"]


def test_misheard_words_count_unless_they_have_a_sense_of_their_own() -> None:
    assert names("楼上着货") == ["FIRE"]
    assert names("超市进货") == []


def test_the_heading_says_line_and_traits() -> None:
    fire, fall, crowd = Book(LINES).dangers
    assert (fire.label, fire.hand_over, fire.lasting, fire.threat) == ("火情", "119", False, False)
    assert fall.lasting
    assert crowd.hand_over is None
    assert crowd.threat


def test_the_rules_of_the_package_hand_over_to_known_lines() -> None:
    assert {one.hand_over for one in book().dangers} == {"110", "119", "120", "122", None}
    assert len({one.name for one in book().dangers}) == len(book().dangers)
