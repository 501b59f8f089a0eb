"""How a citizen without a log-in proves who is meant: codes, the pass, and the forms' token."""

import pytest
from sqlmodel import select

from models.enums import Closure, Kind, Status
from models.query_attempt import QueryAttempt
from models.ticket import Ticket
from service.operations.acting import Actor
from service.operations.inquiring import CODES_PER_CLIENT
from service.operations.rating import citizen_of
from service.queries import tickets
from tests.citizens import code_of, enter, handled


def test_the_pass_is_for_this_page_alone_and_ends(citizen, desk, clock):
    number = handled(desk)
    sent = {"number": number, "code": code_of(desk, number)}
    answer = citizen.post("/progress", data=sent, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/progress", "max-age=1800"):
        assert part in cookie
    elsewhere = citizen.get("/tickets", follow_redirects=False)
    assert elsewhere.headers["location"] == "/login?back=%2Ftickets"
    clock.forward(minutes=31)
    gone = citizen.get("/progress/ticket", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/progress")


def test_a_forged_pass_opens_nothing(citizen, desk):
    number = handled(desk)
    for forged in (f"{number}.9999999999.{'a' * 22}", "x", "..", f"{number}.x.y", "a.b.c.d"):
        citizen.cookies.set("hotline_progress", forged, path="/progress")
        answer = citizen.get("/progress/ticket", follow_redirects=False)
        assert answer.status_code == 303


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(citizen, desk):
    number = handled(desk)
    wrong = f"{(int(code_of(desk, number)) + 1) % 1_000_000:06d}"
    told = []
    for sent in ({"number": number, "code": wrong}, {"number": "2026999999999", "code": wrong}):
        answer = citizen.post("/progress", data=sent)
        told.append((answer.status_code, answer.text.replace(sent["number"], "")))
    assert told[0] == told[1]
    assert told[0][0] == 403


def test_five_wrong_codes_close_a_number_for_an_hour(citizen, desk, clock):
    number = handled(desk)
    right = code_of(desk, number)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for sent in [number, "2026999999999"]:
        for _ in range(5):
            assert (
                citizen.post("/progress", data={"number": sent, "code": wrong}).status_code == 403
            )
        late = citizen.post("/progress", data={"number": sent, "code": right})
        assert late.status_code == 429
        assert "请一小时后再试" in late.text
        assert late.headers["retry-after"] == "3600"
    clock.forward(hours=1)
    assert enter(citizen, desk, number).status_code == 200
    with desk.database.read() as session:
        assert {row.failures for row in session.exec(select(QueryAttempt))} == {0}


def test_a_client_may_not_try_many_numbers(citizen, desk):
    statuses = [
        citizen.post("/progress", data={"number": f"2026{one:09d}", "code": "1"}).status_code
        for one in range(CODES_PER_CLIENT + 1)
    ]
    assert statuses == [403] * CODES_PER_CLIENT + [429]
    with desk.database.read() as session:
        assert all("testclient" not in row.key for row in session.exec(select(QueryAttempt)))


def test_history_without_a_code_of_its_own_cannot_be_asked_after(citizen, desk):
    with desk.database.write() as session:
        session.add(
            Ticket(
                number="H1",
                query_code="000000",
                status=Status.ARCHIVED,
                closure=Closure.SATISFIED,
                origin="imported",
                kind=Kind.HELP,
                channel="phone",
                text="旧工单",
                received_at=desk.clock(),
                received_by="历史导入",
            )
        )
    answer = citizen.post("/progress", data={"number": "H1", "code": "000000"})
    assert answer.status_code == 403


def test_full_width_digits_and_blanks_are_understood(citizen, desk):
    number = handled(desk)
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code_of(desk, number))
    answer = citizen.post(
        "/progress", data={"number": f" {number[:8]} {number[8:]} ", "code": wide}
    )
    assert str(answer.url).endswith("/progress/ticket")


def test_a_form_without_its_token_changes_nothing(citizen, desk):
    number = handled(desk)
    enter(citizen, desk, number)
    for sent in ({}, {"csrf_token": "a" * 22}):
        assert citizen.post("/progress/urge", data=sent).status_code == 403
    with desk.database.read() as session:
        assert tickets.find(session, number=number).reminder_count == 0


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}],
)
def test_a_form_from_another_site_is_refused(citizen, desk, headers):
    sent = {"number": desk.receive(), "code": "123456"}
    answer = citizen.post("/progress", data=sent, headers=headers)
    assert answer.status_code == 403
    assert "其他网站" in answer.text
    assert "/login" not in answer.text


def test_citizen_actor_is_named_by_what_proved_it():
    actor = citizen_of(Ticket(id=3), by="code")
    assert isinstance(actor, Actor)
    assert actor.key == "citizen:code:3"
