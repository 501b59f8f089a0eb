import html
import re

from hypothesis import given
from hypothesis import strategies as st

from service.web.marking import joined, layered


def test_words_are_marked_and_everything_is_escaped():
    text = "<script>alert(1)</script>油烟&呛人"
    at = text.index("油烟")
    assert str(layered(text, [[(at, at + 2)]])) == (
        '&lt;script&gt;alert(1)&lt;/script&gt;<mark class="m1">油烟</mark>&amp;呛人'
    )


def test_a_mark_across_a_tag_stays_text():
    assert str(layered("<b>油</b>", [[(0, 4)]])) == (
        '<mark class="m1">&lt;b&gt;油</mark>&lt;/b&gt;'
    )


def test_where_layers_overlap_a_mark_belongs_to_both():
    assert str(layered("占道油烟", [[(0, 3)], [(2, 4)]])) == (
        '<mark class="m1">占道</mark><mark class="m1 m2">油</mark><mark class="m2">烟</mark>'
    )


def test_without_spans_the_text_is_left_alone():
    assert str(layered("", [])) == ""
    assert str(layered("占道 & 油烟", [[], []])) == "占道 &amp; 油烟"


def test_spans_are_ordered_joined_and_cut():
    assert joined([(4, 9), (0, 2), (1, 3), (7, 99), (5, 5)], length=8) == [(0, 3), (4, 8)]


_SPANS = st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6)


@given(st.text(max_size=40), st.lists(_SPANS, max_size=3))
def test_nothing_of_a_text_is_lost(text, layers):
    bare = re.sub(r'<mark class="[m123 ]+">|</mark>', "", layered(text, layers))
    assert html.unescape(bare) == html.unescape(str(escape_of(text)))
    assert "<" not in bare


def escape_of(text):
    """The text as it is escaped when nothing is marked."""
    return layered(text, [])
