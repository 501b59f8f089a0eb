"""Which rows teach and which examine."""

from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import labelled
from training.near_duplicates import near_groups
from training.splitting import Manner, split_rows

START = datetime(2026, 1, 1)
LONG = "小区门口的烧烤摊每天晚上营业到凌晨两点油烟和噪音让居民无法休息希望尽快处理"


def rows_of(count, *, dated=True, label=lambda at: "甲乙"[at % 2]):
    return [
        labelled(
            at,
            label=label(at),
            text="".join(chr(0x4E00 + (at * 131 + step * 977) % 20000) for step in range(30)),
            received_at=START + timedelta(days=at) if dated else None,
        )
        for at in range(count)
    ]


def test_the_newest_fifth_is_held_out():
    split = split_rows(rows_of(100))
    assert split.manner is Manner.BY_TIME
    assert split.held_out.tolist() == list(range(80, 100))
    assert split.since == START + timedelta(days=80)


def test_without_dates_a_stable_hash_decides():
    rows = rows_of(500, dated=False)
    split = split_rows(rows)
    assert split.manner is Manner.BY_HASH
    assert split.since is None
    assert 60 <= len(split.held_out) <= 140
    chosen = {rows[at].row.text for at in split.held_out}
    more = [*reversed(rows), *rows_of(20, dated=False, label=lambda at: "丙")[:0]]
    assert {more[at].row.text for at in split_rows(more).held_out} == chosen


def test_groups_of_the_source_are_kept_whole():
    rows = [labelled(at, text=f"第{at}件", group=str(at // 7)) for at in range(400)]
    split = split_rows(rows)
    teaching = {rows[at].row.group for at in split.training}
    examining = {rows[at].row.group for at in split.held_out}
    assert examining
    assert not teaching & examining


def test_a_late_echo_of_an_early_text_neither_teaches_nor_examines():
    rows = rows_of(50)
    rows[3] = labelled(3, label="甲", text=LONG, received_at=START)
    rows[48] = labelled(48, label="甲", text=LONG + "谢谢", received_at=START + timedelta(days=48))
    split = split_rows(rows)
    assert split.echoes.tolist() == [48]
    assert 48 not in {*split.training, *split.held_out}


def test_a_class_stays_in_training():
    rows = rows_of(100, label=lambda at: "新" if at >= 95 else "甲乙"[at % 2])
    split = split_rows(rows)
    assert sum(rows[at].label == "新" for at in split.training) == 1
    assert sum(rows[at].label == "新" for at in split.held_out) == 4


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_row_is_on_one_side_and_no_class_is_lost(data):
    size = data.draw(st.integers(2, 40))
    labels = data.draw(st.lists(st.sampled_from("甲乙丙"), min_size=size, max_size=size))
    days = data.draw(
        st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=size, max_size=size)
    )
    rows = [
        labelled(
            at,
            label=label,
            text=f"第{at}件事{label}" * 3,
            received_at=None if day is None else START + timedelta(days=day),
        )
        for at, (label, day) in enumerate(zip(labels, days, strict=True))
    ]
    split = split_rows(rows)
    assert sorted([*split.training, *split.held_out, *split.echoes]) == list(range(size))
    assert {rows[at].label for at in split.training} == set(labels)
    assert not set(split.groups[split.training]) & set(split.groups[split.held_out])


def test_near_duplicates_are_found_and_others_are_not():
    other = "公司拖欠三个月工资老板电话打不通请人社局帮忙追讨我们十几个工友都等着钱过年"
    groups = near_groups([LONG, other, LONG + "谢谢", LONG * 2, LONG[:20] + other[:20], "短", "短"])
    assert groups[0] == groups[2] == groups[3]
    assert len({groups[0], groups[1], groups[4], groups[5]}) == 4
    assert groups[5] == groups[6]


def test_near_duplicates_of_nothing():
    assert near_groups([]).tolist() == []
    assert len(set(near_groups(["", "甲", "\ud800"]).tolist())) == 3


def test_a_thousand_equal_texts_are_one_group():
    assert np.unique(near_groups([LONG] * 1000)).tolist() == [0]


def test_retellings_of_one_matter_meet_among_many_others():
    random = np.random.default_rng(3)
    texts = ["".join(map(chr, random.integers(0x4E00, 0x9E00, 80))) for _ in range(150)]
    retold = [one[:40] + "另" + one[41:] + "请处理" for one in texts]
    groups = near_groups([*texts, *retold]).tolist()
    assert groups[:150] == groups[150:]
    assert len(set(groups)) == 150


def test_the_border_moves_back_where_echoes_leave_too_little():
    early = rows_of(40)
    echoes = [
        labelled(
            at,
            label="甲乙"[at % 2],
            text=early[at % 40].row.text + "再次反映",
            received_at=START + timedelta(days=at),
        )
        for at in range(40, 120)
    ]
    split = split_rows([*early, *echoes])
    assert len(split.held_out) >= 6
    assert split.since is not None
    assert split.since < START + timedelta(days=40)


def test_a_class_known_only_from_an_echo_still_teaches():
    rows = rows_of(50)
    rows[3] = labelled(3, label="甲", text=LONG, received_at=START)
    rows[48] = labelled(48, label="丙", text=LONG, received_at=START + timedelta(days=48))
    assert 48 in split_rows(rows).training


def test_a_retelling_is_found_however_far_behind():
    random = np.random.default_rng(5)
    texts = ["".join(map(chr, random.integers(0x4E00, 0x9E00, 30))) for _ in range(9_000)]
    texts[8_990] = texts[3] + "请处理"
    groups = near_groups(texts)
    assert np.flatnonzero(groups == 3).tolist() == [3, 8_990]
    assert len(np.unique(groups)) == 8_999
