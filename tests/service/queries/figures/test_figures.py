"""Every figure is what people count by hand in the same twenty-six tickets, on both databases."""

from collections import defaultdict
from datetime import date, datetime

import pytest
from sqlalchemy import event

from models.clock import CITY_ZONE
from models.database import Database
from models.enums import Channel
from models.errors import Invalid
from service.queries.figures.counting import Part, behind, counted
from service.queries.figures.definitions import DEFINITIONS, Figure
from service.queries.figures.intervals import NONE, Share
from service.queries.figures.reporting import report
from service.queries.figures.scope import Scope, scope_of
from tests.service.queries.figures import lives

NOW = datetime(2026, 11, 12, 9, 30, tzinfo=CITY_ZONE)


@pytest.fixture
def month(database: Database) -> Database:
    lives.write(database)
    return database


def october(session, **more) -> Scope:
    return scope_of(session, first=date(2026, 10, 1), last=date(2026, 10, 31), at=NOW, **more)


def by_hand() -> dict[Figure, dict[str | None, Share]]:
    found: dict[Figure, dict[str | None, Share]] = defaultdict(dict)
    for row in lives.rows("expected.csv"):
        share = Share(hits=int(row["hits"]), base=int(row["base"]))
        found[Figure(row["figure"])][row["unit"] or None] = share
    return found


def test_every_figure_is_what_is_counted_by_hand(month: Database) -> None:
    with month.read() as session:
        assert dict(counted(session, scope=october(session), figures=tuple(Figure))) == by_hand()


def test_all_figures_take_one_query_a_population(month: Database) -> None:
    asked: list[str] = []
    with month.read() as session:
        scope = october(session)
        event.listen(month.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        counted(session, scope=scope, figures=tuple(Figure))
    selects = [one for one in asked if one.startswith("SELECT")]
    assert len(selects) == len({one.among for one in DEFINITIONS.values()}) == 11


def test_one_figure_alone_is_the_same_number(month: Database) -> None:
    with month.read() as session:
        for figure in Figure:
            assert counted(session, scope=october(session), figures=[figure]) == {
                figure: by_hand()[figure]
            }


def test_every_number_opens_the_tickets_that_it_counts(month: Database) -> None:
    with month.read() as session:
        for row in lives.rows("expected.csv"):
            if not row["unit"]:
                continue
            figure, scope = Figure(row["figure"]), october(session, unit=row["unit"])
            hits, rest = (side.split() for side in row[list(row)[-1]].split("|"))
            parts = {Part.HITS: hits, Part.BASE: hits + rest, Part.REST: rest}
            for part, numbers in parts.items():
                facts = behind(session, figure=figure, scope=scope, part=part)
                shown = sorted(fact.ticket.number for fact in facts.rows)
                assert shown == sorted(numbers), (row, part)
                times = [fact.at for fact in facts.rows]
                assert times == sorted(times, reverse=True)


def test_pages_of_a_number_add_up_to_it(month: Database) -> None:
    with month.read() as session:
        scope, seen, cursor = october(session), [], ""
        while True:
            facts = behind(session, figure=Figure.SOLVED, scope=scope, cursor=cursor, size=3)
            seen += [(fact.ticket.number, fact.at) for fact in facts.rows]
            cursor = facts.next_cursor
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == 8
        facts = behind(session, figure=Figure.ACCEPTED, scope=scope, size=2)
        more = behind(
            session, figure=Figure.ACCEPTED, scope=scope, size=2, cursor=facts.next_cursor
        )
        assert len(facts.rows) == len(more.rows) == 2
        assert more.next_cursor == ""
        with pytest.raises(Invalid):
            behind(session, figure=Figure.SOLVED, scope=scope, cursor=facts.next_cursor)
        with pytest.raises(Invalid):
            behind(session, figure=Figure.SOLVED, scope=scope, cursor="whatever")


def test_figures_are_narrowed_by_district_with_all_inside_it(month: Database) -> None:
    with month.read() as session:
        east = counted(session, scope=october(session, area="A01"), figures=tuple(Figure))
        west = counted(session, scope=october(session, area="A02"), figures=tuple(Figure))
        assert east[Figure.RESPONDED] == {"CGJ": Share(hits=1, base=1)}
        assert west[Figure.RESPONDED] == {"CGJ": Share(hits=0, base=1)}
        with pytest.raises(Invalid, match="没有代码"):
            october(session, area="nowhere")


def test_figures_are_narrowed_by_matter_and_channel(month: Database) -> None:
    with month.read() as session:
        water = counted(session, scope=october(session, category="07"), figures=tuple(Figure))
        web = counted(session, scope=october(session, channel=Channel.WEB), figures=tuple(Figure))
        assert water[Figure.ON_TIME] == {"HBJ": Share(hits=1, base=1)}
        assert water[Figure.SOLVED] == {"HBJ": Share(hits=1, base=1)}
        assert water[Figure.UPHELD] == {}
        assert web[Figure.REPEATED] == {"HBJ": Share(hits=0, base=1)}
        assert web[Figure.RATED] == {}


def test_a_period_of_days_is_the_citys(month: Database) -> None:
    with month.read() as session:
        first = scope_of(session, first=date(2026, 11, 1), last=date(2026, 11, 1), at=NOW)
        assert counted(session, scope=first, figures=tuple(Figure))[Figure.REPEATED] == {
            "HBJ": Share(hits=0, base=1)
        }
        for days in ((date(2026, 10, 2), date(2026, 10, 1)), (date(2020, 1, 1), date(2026, 1, 1))):
            with pytest.raises(Invalid):
                scope_of(session, first=days[0], last=days[1], at=NOW)


def test_overdue_is_as_of_now_while_the_period_runs(month: Database) -> None:
    with month.read() as session:
        running = scope_of(session, first=date(2026, 10, 1), last=date(2026, 11, 30), at=NOW)
        shares = counted(session, scope=running, figures=tuple(Figure))[Figure.OVERDUE]
        # 3, 20, and by now 9, 10, 16 and 17 too; 22 has been closed.
        assert sum(share.hits for share in shares.values()) == 6
        assert sum(share.base for share in shares.values()) == 10


def test_the_composite_weighs_the_three_rates(month: Database) -> None:
    with month.read() as session:
        found = report(session, scope=october(session))
    city = found.city
    assert city is not None
    assert list(found.weights.values()) == [20, 40, 40]
    expected = (20 * 11 / 15 + 40 * 6 / 8 + 40 * 7 / 9) / 100
    assert city.composite.value == pytest.approx(expected)
    assert city.composite.interval.low < expected < city.composite.interval.high
    assert [line.unit for line in found.units] == ["CGJ", "HBJ"]
    assert {cell.band.value for line in found.units for cell in line.cells.values()} == {"unscored"}


def test_the_citys_line_is_the_sum_of_the_units(month: Database) -> None:
    with month.read() as session:
        found = report(session, scope=october(session))
        alone = report(session, scope=october(session, unit="CGJ"), shows_city=False)
    for figure in Figure:
        whole = sum(by_hand()[figure].values(), NONE)
        assert found.city.cells[figure].share == whole
    assert alone.city is None
    assert alone.units == (found.units[0],)


def test_a_period_without_tickets_has_no_values(database: Database) -> None:
    with database.read() as session:
        found = report(session, scope=october(session))
    assert found.units == ()
    assert {cell.share for cell in found.city.cells.values()} == {NONE}
    assert found.city.composite.value is None


def test_every_figure_says_its_formula() -> None:
    assert set(DEFINITIONS) == set(Figure)
    assert all("÷" in one.formula for one in DEFINITIONS.values())
