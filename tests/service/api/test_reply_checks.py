"""Departments' own systems ask for the same advice on a reply."""

import pytest

from models.enums import Role
from tests.callers import People


@pytest.fixture
def people(sqlite_people: People) -> People:
    return sqlite_people


def test_a_reply_is_checked_without_being_sent(people: People) -> None:
    ticket = people.ticket()
    sent = people[Role.DISPATCHER].move(ticket, "dispatch", {"unit": "CGJ"})
    officer = people[Role.OFFICER]
    path = f"/tickets/{sent['number']}/reply-check"
    answer = officer.post(path, {"public_text": "不归我们管，请联系13812345678"})
    assert answer.status_code == 200, answer.text
    remarks = {one["check"]: one for one in answer.json()["remarks"]}
    assert list(remarks) == ["answers", "identity", "shirking", "substance", "concrete"]
    assert remarks["shirking"]["evidence"] == ["不归我们管"]
    assert remarks["identity"]["spans"] == [[9, 20]]
    assert officer.get(f"/tickets/{sent['number']}").json()["version"] == sent["version"]
    assert people["officer.hbj"].post(path, {"public_text": "您好"}).status_code == 404
    refused = officer.post(path, {"public_text": "您好", "x": 1})
    assert refused.status_code == 422


def test_asking_waits_for_nobody_who_writes(people: People) -> None:
    number = people.dispatched()["number"]
    officer = people[Role.OFFICER]
    with people.parts.database.write() as session:
        session.connection()  # holds SQLite's only write lock
        answer = officer.post(f"/tickets/{number}/reply-check", {"public_text": "已到现场核实。"})
    assert answer.status_code == 200, answer.text
