"""Tickets that speak of one thing are put together, and the group is told of in its words."""

from service.queries.topic_groups import Said, topics

OTHERS = (
    *("路灯", "噪声", "停车", "公交", "医保", "社保", "户口", "学校", "树木", "井盖"),
    *("电梯", "物业", "工资", "快递", "垃圾", "油烟", "燃气", "暖气"),
)


def spoken(number: int, *words: str, matter: str = "", place: str = "A0101") -> Said:
    return Said(number=f"{number:03d}", words=words, matter=matter, place=place, district="A01")


def city() -> list[Said]:
    alone = [
        spoken(
            100 + at,
            word,
            OTHERS[(at * 5 + 1) % len(OTHERS)],
            f"只此{at}",
            matter=f"{at:02d}0101",
            place=f"A02{at:02d}",
        )
        for at, word in enumerate(OTHERS)
    ]
    water = [
        spoken(at, "停水", "水压", "自来水", matter="070101", place="A0101" if at < 6 else "A0102")
        for at in range(8)
    ]
    return [*alone, *water]


def test_a_burst_is_one_topic_with_its_words_and_its_place() -> None:
    found = topics(city(), most=10)
    (water,) = found
    # The two from another street are too far away for so small a crowd.
    assert water.numbers == tuple(f"{at:03d}" for at in range(6))
    assert (water.matter, water.place, water.placed) == ("070101", "A0101", 6)
    assert set(water.words) == {"停水", "水压", "自来水"}


def test_the_same_tickets_are_the_same_topics() -> None:
    assert topics(city(), most=10) == topics(city(), most=10)


def test_too_few_or_nothing_in_common_is_no_topic() -> None:
    assert topics([], most=10) == ()
    assert topics(city()[-4:], most=10) == ()
    assert topics([spoken(at, f"只此{at}") for at in range(20)], most=10) == ()


def test_only_so_many_are_told_of() -> None:
    assert len(topics(city(), most=1)) == 1
    assert topics(city(), most=0) == ()
