"""Query codes bear five guesses an hour, however many are made at once."""

import threading

from sqlmodel import select

from models.ticket import Ticket
from tests.callers import People


def test_guesses_made_at_once_are_counted_one_after_another(people: People) -> None:
    number = people.ticket()["number"]
    with people.parts.database.read() as session:
        right = session.exec(select(Ticket.query_code).where(Ticket.number == number)).one()
    gate = threading.Barrier(12)
    told: list[int] = []

    def guess(step: int) -> None:
        code = f"{(int(right) + step) % 1_000_000:06d}"
        gate.wait()
        told.append(
            people.client.post("/progress", data={"number": number, "code": code}).status_code
        )

    threads = [threading.Thread(target=guess, args=(step,)) for step in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [403] * 5 + [429] * 7
    late = people.client.post("/progress", data={"number": number, "code": right})
    assert late.status_code == 429
