"""The generated history is the same for the same seed, plausible, and valid at each date."""

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from training.sample.generator import generate
from training.sample.ticket import SampleTicket
from training.sample.values import City
from training.sample.writing import cells_of

START, END = date(2024, 1, 1), date(2026, 10, 31)
ROWS = 20_000
ROOT = Path(__file__).parents[3]

DIGEST = """
import hashlib
from datetime import date
from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.writing import cells_of
tickets = generate(load_city(), rows=300, seed=7, start=date(2024, 1, 1), end=date(2026, 10, 31))
print(hashlib.sha256(repr([cells_of(ticket) for ticket in tickets]).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def history(city: City) -> list[SampleTicket]:
    return list(generate(city, rows=ROWS, seed=12_345, start=START, end=END))


def share(history: Sequence[SampleTicket], *, of: str) -> float:
    return sum(bool(getattr(ticket, of)) for ticket in history) / len(history)


def test_same_seed_same_bytes_whatever_the_hash_seed(city: City) -> None:
    tickets = generate(city, rows=300, seed=7, start=START, end=END)
    here = hashlib.sha256(repr([cells_of(ticket) for ticket in tickets]).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "4242", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


def test_another_seed_is_another_history(city: City) -> None:
    one, two = (
        [ticket.text for ticket in generate(city, rows=100, seed=seed, start=START, end=END)]
        for seed in (1, 2)
    )
    assert one != two


def test_starts_at_once_however_long(city: City) -> None:
    tickets = generate(city, rows=50_000_000, seed=1, start=START, end=END)
    assert len(list(islice(tickets, 5))) == 5


def test_rows_ids_and_order(history: list[SampleTicket]) -> None:
    assert len(history) == ROWS
    assert len({ticket.id for ticket in history}) == ROWS
    times = [ticket.received_at for ticket in history]
    assert times == sorted(times)
    assert times[0].date() == START
    assert times[-1].date() == END
    assert all(ticket.closed_at > ticket.received_at for ticket in history)


def test_rates(history: list[SampleTicket]) -> None:
    assert share(history, of="returned") == pytest.approx(0.08, abs=0.01)
    assert share(history, of="repeat_of") == pytest.approx(0.05, abs=0.01)
    assert share(history, of="satisfaction") == pytest.approx(0.64, abs=0.02)
    kinds = Counter(ticket.kind.value for ticket in history)
    assert 0.38 <= kinds["INQUIRY"] / ROWS <= 0.64
    assert 0.15 <= kinds["HELP"] / ROWS <= 0.30
    channels = Counter(ticket.channel for ticket in history)
    assert set(channels) == {"phone", "web", "wechat", "sms", "app"}
    assert channels.most_common(1)[0][0] == "phone"


def test_prior_has_a_long_tail(history: list[SampleTicket]) -> None:
    counts = [count for _, count in Counter(t.unit for t in history).most_common()]
    assert 0.55 <= sum(counts[:10]) / ROWS <= 0.7
    assert sum(counts[-25:]) / ROWS <= 0.1


def test_returned_means_a_wrong_first_unit(history: list[SampleTicket]) -> None:
    for ticket in history:
        assert ticket.returned == (ticket.first_unit != ticket.unit)
        assert bool(ticket.return_reason) == ticket.returned


def test_returned_please_less(history: list[SampleTicket]) -> None:
    def mean(returned: bool) -> float:
        ratings = [t.satisfaction for t in history if t.satisfaction and t.returned is returned]
        return sum(ratings) / len(ratings)

    assert mean(False) > mean(True) + 0.4
    assert mean(False) > 4


def test_labels_are_valid_on_their_day(city: City, history: list[SampleTicket]) -> None:
    units = {unit.code: unit for unit in city.units}
    leaves = {category.code for category in city.categories if category.level == 3}
    for ticket in history:
        day = ticket.received_at.date()
        assert units[ticket.unit].valid_on(day)
        assert units[ticket.first_unit].valid_on(day)
        assert ticket.category in leaves


def test_old_units_end_when_the_city_was_reorganised(history: list[SampleTicket]) -> None:
    seen = {ticket.unit for ticket in history}
    assert {"OLD_WGTL", "OLD_YLJ", "OLD_LYJ", "OLD_ZWB", "WLJ", "TJJ", "LYJ", "ZWJ"} <= seen


def test_what_lies_in_the_zone_is_the_zones(city: City, history: list[SampleTicket]) -> None:
    owned = {duty.category for duty in city.duties if duty.area == "A07" and duty.lead == "GXQ"}
    inside = [ticket for ticket in history if ticket.area.startswith("A07")]
    assert {t.unit for t in inside if t.category in owned} == {"GXQ"}
    territorial = {u.code for u in city.units if u.kind in ("district", "street")}
    assert not {ticket.unit for ticket in inside} & territorial
    assert {t.area[:3] for t in history if t.unit == "GXQ"} == {"A07"}


def test_territorial_units_get_their_own_area(city: City, history: list[SampleTicket]) -> None:
    homes = {unit.code: unit.area for unit in city.units if unit.area}
    for ticket in history:
        home = homes.get(ticket.unit)
        assert home is None or ticket.area.startswith(home)


def test_repeats_are_the_same_matter_at_the_same_place(history: list[SampleTicket]) -> None:
    by_id = {ticket.id: ticket for ticket in history}
    repeats = [ticket for ticket in history if ticket.repeat_of]
    for ticket in repeats:
        original = by_id[ticket.repeat_of or ""]
        assert original.repeat_of is None
        assert original.category == ticket.category
        assert original.received_at < ticket.received_at
        assert not original.area or not ticket.area or original.area == ticket.area
    gaps = [t.received_at - by_id[t.repeat_of or ""].received_at for t in repeats]
    assert sorted(gaps)[len(gaps) // 2] < timedelta(days=7)
    same = sum(t.text == by_id[t.repeat_of or ""].text for t in repeats)
    assert same < 0.1 * len(repeats)


def test_nothing_is_left_unfilled(history: list[SampleTicket]) -> None:
    for ticket in history:
        for text in (ticket.title, ticket.text, ticket.address, ticket.return_reason):
            assert not set("{}|\n") & set(text)
        assert ticket.text.strip()
        assert bool(ticket.title) == (ticket.channel == "web")


def test_texts_differ(history: list[SampleTicket]) -> None:
    assert len({ticket.text for ticket in history}) >= 0.85 * ROWS


def test_seasons_show(history: list[SampleTicket]) -> None:
    heat = Counter(t.received_at.month for t in history if t.unit == "RLGS")
    assert sum(heat[month] for month in (11, 12, 1, 2)) > 0.7 * heat.total()
    hours = Counter(ticket.received_at.hour for ticket in history)
    assert hours[10] > 10 * hours[3]


@pytest.mark.parametrize(
    ("rows", "seed", "end"), [(-1, 1, END), (1, -1, END), (1, 1, date(2023, 1, 1))]
)
def test_refuses_what_makes_no_sense(city: City, rows: int, seed: int, end: date) -> None:
    with pytest.raises(ValueError, match="不能"):
        next(generate(city, rows=rows, seed=seed, start=START, end=end))


@pytest.mark.parametrize("rows", [0, 1, 2, 50])
def test_a_single_day(city: City, rows: int) -> None:
    tickets = list(generate(city, rows=rows, seed=3, start=END, end=END))
    assert [ticket.received_at.date() for ticket in tickets] == [END] * rows
