"""Tickets brought to where their citizen is asked, and a citizen who looks at them."""

import re

from starlette.testclient import TestClient

from service.operations import closing, handling
from service.queries import tickets
from tests.service.web.conftest import Desk


def code_of(desk: Desk, number: str) -> str:
    with desk.database.read() as session:
        return tickets.find(session, number=number).query_code


def change(desk: Desk, role: str, number: str, verb, **given) -> None:
    with desk.database.write() as session:
        act = desk.act(session, role)
        verb(act, tickets.find(session, number=number), **given)


def enter(client: TestClient, desk: Desk, number: str):
    return client.post("/progress", data={"number": number, "code": code_of(desk, number)})


def token(text: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]


def handled(desk: Desk, **given) -> str:
    number = desk.receive(**given)
    desk.dispatch(number)
    change(desk, "officer", number, handling.acknowledge)
    return number


def answered(desk: Desk) -> str:
    number = handled(desk)
    change(
        desk,
        "officer",
        number,
        handling.reply,
        finding=handling.Finding(
            public_text="已责令该店加装油烟净化设施。", internal_note="店主态度差，内部掌握"
        ),
    )
    change(desk, "dispatcher", number, closing.accept_reply)
    return number
