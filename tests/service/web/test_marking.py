from hypothesis import given
from hypothesis import strategies as st

from service.web.marking import joined, marked


def test_words_are_marked_and_everything_is_escaped():
    text = "<script>alert(1)</script>油烟&呛人"
    at = text.index("油烟")
    assert str(marked(text, [(at, at + 2)])) == (
        "&lt;script&gt;alert(1)&lt;/script&gt;<mark>油烟</mark>&amp;呛人"
    )


def test_a_mark_across_a_tag_stays_text():
    assert str(marked("<b>油</b>", [(0, 4)])) == "<mark>&lt;b&gt;油</mark>&lt;/b&gt;"


def test_spans_are_ordered_joined_and_cut():
    assert joined([(4, 9), (0, 2), (1, 3), (7, 99), (5, 5)], length=8) == [(0, 3), (4, 8)]


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6),
)
def test_nothing_of_a_text_is_lost(text, spans):
    html = marked(text, spans).replace("<mark>", "").replace("</mark>", "")
    assert html.unescape() == text
    assert "<" not in html
