"""Two who name the theme of one month at once: exactly one names it, the other is told."""

import threading

from sqlmodel import select

from models.database import Database
from models.enums import Role
from models.errors import Conflict, HotlineError, Stale
from models.theme import MonthlyTheme
from service.operations.acting import Acting, Actor
from service.operations.themes import Naming, name_theme
from tests.conftest import START


def test_two_name_the_same_month_at_once(database: Database) -> None:
    together = threading.Barrier(2)
    refused: list[HotlineError] = []

    def name(who: str) -> None:
        actor = Actor(key=f"user:{who}", name=who, role=Role.SUPERVISOR)
        naming = Naming(month=START.date(), title=f"{who}的主题", category="0701", lead="CGJ")
        together.wait()
        try:
            with database.write() as session:
                act = Acting(session=session, actor=actor, at=START)
                name_theme(act, naming=naming, version=0)
        except HotlineError as error:
            refused.append(error)

    both = [threading.Thread(target=name, args=(who,)) for who in ("甲", "乙")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    assert isinstance(refused[0], Stale | Conflict)
    with database.read() as session:
        assert len(session.exec(select(MonthlyTheme)).all()) == 1
