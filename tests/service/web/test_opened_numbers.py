"""Every number on an administrator's page opens exactly what it counts."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from models.database import Database
from models.enums import Choice, Satisfaction
from models.suggestion import Suggestion
from service.operations.importing import import_past
from service.queries import tickets
from service.queries.acceptance import acceptance
from service.queries.duties import standing
from service.web.names import names
from tests.conftest import START
from tests.service.operations.test_importing import past

_NUMBER = re.compile(
    r'<a [^>]*href="(/tickets\?[^"]+)"[^>]*>(?:<b>)?([\d,]+)(?: 件工单)?(?:</b>)?</a>'
)
_FOUND = re.compile(r"找到 <b>([\d,]+)\+?</b> 件")


@pytest.fixture
def duty(store: Database):
    with store.read() as session:
        return next(row for row in standing(session, on=START.date()) if row.lead == "CGJ")


@pytest.fixture
def city_at_work(store: Database, desk, duty) -> None:
    """Open tickets of two units and finished ones of one, in places, in none, and below them."""
    for unit in ("CGJ", "CGJ", "HBJ"):
        desk.dispatch(desk.receive(category=duty.category_code), unit)
    desk.receive()
    with store.write() as session:
        areas = sorted(names(session).areas)
        places = (None, areas[0], areas[0], areas[-1], areas[1])
        rows = [
            replace(
                past(count),
                area=area,
                category=duty.category_code if count else None,
                received_at=START - timedelta(days=40 + count),
                satisfaction=Satisfaction.SATISFIED if count % 2 else None,
            )
            for count, area in enumerate(places)
        ]
        assert list(import_past(session, tickets=rows, at=START)) == [len(rows)]


def opened(admin, text: str) -> dict[str, tuple[int, int]]:
    """Return by address what each number says and how many the list behind it shows."""
    found: dict[str, tuple[int, int]] = {}
    for address, number in _NUMBER.findall(text):
        place = html.unescape(address)
        listed = _FOUND.search(admin.get(place).text)
        found[place] = (int(number.replace(",", "")), int(listed[1]) if listed else 0)
    return found


def agree(found: dict[str, tuple[int, int]], *, least: int) -> None:
    assert len(found) >= least
    assert {place: pair for place, pair in found.items() if pair[0] != pair[1]} == {}


def test_numbers_of_the_registers_open_what_they_count(browser, city_at_work) -> None:
    admin = browser("administrator")
    agree(opened(admin, admin.get("/admin/departments").text), least=2)
    agree(opened(admin, admin.get("/admin/departments/CGJ").text), least=2)
    agree(opened(admin, admin.get("/admin/policies").text), least=1)
    agree(opened(admin, admin.get("/admin/artifacts/runs").text), least=1)


def test_numbers_of_a_duty_preview_open_what_they_count(browser, city_at_work, duty, store) -> None:
    admin = browser("administrator")
    with store.read() as session:
        category = names(session).category(duty.category_code)
    sent = {"name": duty.name, "category": category, "lead": "HBJ", "basis": "新规"}
    path = f"/admin/duties/{duty.family}/edit"
    seen = admin.post(path, intent="preview", expected="0", **sent).text
    assert 'href="#preview-list"' in seen
    agree(opened(admin, seen), least=2)


def test_numbers_of_a_reorganisation_open_what_they_count(browser, city_at_work, duty) -> None:
    admin = browser("administrator")
    form = {"kind": "rename", "units": "CGJ", "name-0": "城管执法局", "short_name-0": "执法局",
            "reason": "文件"}  # fmt: skip
    seen = admin.post("/admin/reorganising", intent="preview", **form).text
    agree(opened(admin, seen), least=1)
    assert '<a href="#plan-tickets">2</a>' in seen
    assert seen.split('id="plan-tickets"')[1].split("</ul>")[0].count('href="/tickets/') == 2


def test_accepted_suggestions_open_what_they_count(browser, desk, store, clock) -> None:
    numbers = [desk.receive() for _ in range(3)]
    with store.write() as session:
        for place, choice in enumerate((Choice.ACCEPTED, Choice.ACCEPTED, Choice.OVERRIDDEN)):
            for again in range(2):  # a ticket counts once, however often it was decided
                session.add(
                    Suggestion(
                        id=f"s{place}{again}",
                        created_at=clock(),
                        shown_to="孙立",
                        artifact="v1",
                        text_digest="0",
                        prediction={},
                        ticket_id=tickets.find(session, number=numbers[place]).id,
                        choice=choice,
                        chosen_at=clock() - timedelta(days=place),
                    )
                )
    with store.read() as session:
        week, before = acceptance(session, artifact="v1", until=clock())
    assert (week.accepted, week.chosen, before.chosen) == (2, 3, 0)
    asked = {"chosen": "v1", "chosen_after": week.after.isoformat(),
             "chosen_until": week.until.isoformat()}  # fmt: skip
    admin = browser("administrator")
    for more, count in (({}, 3), ({"accepted": "1"}, 2)):
        assert f"找到 <b>{count}</b> 件" in admin.get("/tickets", params=asked | more).text
