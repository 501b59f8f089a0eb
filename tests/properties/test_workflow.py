"""For every sequence of legal and illegal steps: no illegal state, no gap, nothing lost."""

import dataclasses
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlmodel import Session, col, select

from models.cipher import Cipher
from models.enums import Action, Kind, Role, Status
from models.errors import HotlineError
from models.ticket import Ticket
from models.workflow import MOVES, NOTES, TERMINAL, Move, Note
from service.operations.acting import SYSTEM, Acting, Actor
from service.operations.intake import Intake, receive
from service.operations.moving import open_ticket
from service.operations.suggesting import Words
from service.queries.clock import known_calendars
from tests.conftest import START, Postgres
from tests.properties.choosing import doing, sensible_rows
from tests.properties.expected import ELSEWHERE, LEGAL, RAREST
from tests.properties.steps import SAID, UNITS, VERBS, WORDS, Said, fitting, sensible, suggestion_of
from tests.properties.towns import PostgresTown, SqliteTown, Town
from tests.properties.trails import UNHELD, check, check_forest

PEOPLE = tuple(Role)
CIPHER = Cipher(b"k" * 32)
#: Tickets in one city: few, so that each gets far; splitting may add some.
MOST, CROWD = 3, 8


def test_every_step_that_exists_is_tried() -> None:
    assert set(VERBS) == {row.action for row in (*MOVES, *NOTES)} - ELSEWHERE


class Hotline(RuleBasedStateMachine):
    """A city whose people press every button they have, and many they have not."""

    template: Path
    folder: Path
    server: Postgres | None = None
    taken: ClassVar[Counter[tuple[Status, Action, Status]]]

    def __init__(self) -> None:
        super().__init__()
        here = self.server
        self.town: Town = PostgresTown(here) if here else SqliteTown(self.template, self.folder)
        self.database = self.town.fresh()
        self.dice = random.Random(0)
        self.at, self.shown = START, 0
        self.numbers: list[str] = []
        self.statuses: list[Status] = []
        self.versions: dict[str, int] = {}

    @initialize(seed=st.integers(0, 2**32))
    def throw(self, seed: int) -> None:
        self.dice.seed(seed)

    def teardown(self) -> None:
        self.database.dispose()
        self.town.close()

    def acting(self, session: Session, role: Role, unit: str | None = None) -> Acting:
        department = unit if role is Role.OFFICER else None
        actor = Actor(key=f"user:{role}", name=role.label, role=role, department=department)
        if role is Role.SYSTEM:
            actor = SYSTEM
        return Acting(session=session, actor=actor, at=self.at)

    def has_room(self) -> bool:
        alive = [status for status in self.statuses if status not in TERMINAL]
        return len(alive) < MOST and len(self.numbers) < CROWD

    @precondition(lambda self: self.has_room())
    @rule(role=st.sampled_from((Role.OPERATOR, Role.OPERATOR, *PEOPLE)), kind=st.sampled_from(Kind))
    def take_in(self, role: Role, kind: Kind) -> None:
        intake = Intake(words=Words(text=WORDS), kind=kind, phone="13800138000")
        try:
            with self.database.write() as session:
                ticket = receive(self.acting(session, role), intake=intake, cipher=CIPHER)
                number, version = ticket.number, ticket.version
        except HotlineError:
            assert role not in {Role.OPERATOR, Role.DISPATCHER}
            return
        assert role in {Role.OPERATOR, Role.DISPATCHER}
        assert number not in self.numbers
        self.numbers.append(number)
        self.statuses.append(Status.RECEIVED)
        self.versions[number] = version

    @precondition(lambda self: self.numbers)
    @rule()
    def do_the_right_things(self) -> None:
        for _ in range(20):
            self.legal_step(sensible(self.dice))

    @precondition(lambda self: self.numbers)
    @rule(said=SAID)
    def take_a_legal_step_saying_anything(self, said: Said) -> None:
        self.legal_step(said)

    def legal_step(self, said: Said) -> None:
        which = self.dice.randrange(len(self.numbers))
        with self.database.read() as session:
            number = self.numbers[which]
            ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
            rows, lead = sensible_rows(session, ticket), ticket.lead_code
            doers = doing(session, ticket)
        if not rows:
            return
        fresh = [row for row in rows if self.is_untried(row, self.statuses[which])]
        row = self.dice.choice(fresh if fresh and self.dice.random() < 0.5 else rows)
        role, unit = self.dice.choice(sorted(row.roles)), lead
        if row.action in {Action.ACKNOWLEDGE_TASK, Action.FINISH_TASK}:
            unit = self.dice.choice(doers or UNITS)
        if row.action is Action.DELEGATE:
            said = dataclasses.replace(said, unit="TXB" if lead == said.unit else said.unit)
        outcome = row.outcome if isinstance(row, Move) else None
        self.attempt(which, row.action, role, unit, fitting(said, outcome))

    @precondition(lambda self: self.numbers)
    @rule(
        data=st.data(),
        action=st.sampled_from(sorted(VERBS)),
        role=st.sampled_from(PEOPLE),
        unit=st.sampled_from(UNITS),
        said=SAID,
        stale=st.sampled_from((False, False, False, True)),
    )
    def take_any_step(  # noqa: PLR0917 -- Hypothesis names them
        self, data: st.DataObject, action: Action, role: Role, unit: str, said: Said, stale: bool
    ) -> None:
        which = data.draw(st.integers(0, len(self.numbers) - 1))
        self.attempt(which, action, role, unit, said, stale=stale)

    @rule(hours=st.sampled_from((1, 1, 2, 30)))
    def wait(self, hours: int) -> None:
        # Days pass, but the calendar of this city ends with the year.
        self.at = min(self.at + timedelta(hours=hours), START + timedelta(days=20))

    def attempt(
        self,
        which: int,
        action: Action,
        role: Role,
        unit: str | None,
        said: Said,
        *,
        stale: bool = False,
    ) -> None:
        number, status = self.numbers[which], self.statuses[which]
        if action is Action.SPLIT and len(self.numbers) >= CROWD:
            return
        suggestion = self.suggestion() if said.with_suggestion else None
        # The next one; where there is only one, itself.
        said = dataclasses.replace(said, into=self.numbers[(which + 1) % len(self.numbers)])
        before, lead_before = self.town.trace(), self.lead_of(number)
        version = self.versions[number] - stale
        try:
            with self.database.write() as session:
                act = self.acting(session, role, unit)
                ticket = open_ticket(act, number=number, version=version)
                VERBS[action](act, ticket, said, suggestion)
        except HotlineError:
            assert self.town.trace() == before, "a refused move left a trace"
            return
        assert not stale
        now, lead = self.reread(which, action)
        leads = role is not Role.OFFICER or unit == lead_before
        assert self.is_legal(status, action, now, role, leads), (
            f"{role} took {status} to {now} by {action}"
        )
        self.taken[status, action, now] += 1
        assert (lead is None) == (now in {Status.RECEIVED} or self.never_led(number))

    def reread(self, which: int, action: Action) -> tuple[Status, str | None]:
        """Take note of what a step did; of the other tickets none may have moved."""
        with self.database.read() as session:
            rows = session.exec(select(Ticket).order_by(col(Ticket.id))).all()
            found = {row.number: (row.status, row.version, row.lead_code) for row in rows}
        fresh = [number for number in found if number not in self.versions]
        assert bool(fresh) == (action is Action.SPLIT)
        for at, number in enumerate(self.numbers):
            status, version, _ = found[number]
            assert version >= self.versions[number]
            if at == which:
                assert version > self.versions[number]
                self.statuses[at] = status
            else:
                assert status == self.statuses[at], "another ticket was moved"
            self.versions[number] = version
        for number in fresh:
            self.numbers.append(number)
            self.statuses.append(found[number][0])
            self.versions[number] = found[number][1]
        status, _, lead = found[self.numbers[which]]
        return status, lead

    def is_untried(self, row: Move | Note, status: Status) -> bool:
        target = row.target if isinstance(row, Move) else status
        return (status, row.action, target) not in self.taken

    def is_legal(
        self, status: Status, action: Action, now: Status, role: Role, leads: bool
    ) -> bool:
        rows: list[Move | Note] = [
            row for row in MOVES if (row.source, row.action, row.target) == (status, action, now)
        ]
        if now == status:
            rows += [row for row in NOTES if row.action is action and status in row.sources]
        return any(role in row.roles and (leads or not row.own_unit) for row in rows)

    def lead_of(self, number: str) -> str | None:
        with self.database.read() as session:
            return session.exec(select(Ticket.lead_code).where(Ticket.number == number)).one()

    def never_led(self, number: str) -> bool:
        with self.database.read() as session:
            ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
            return ticket.lead_code is None and ticket.status in UNHELD

    def suggestion(self) -> str:
        self.shown += 1
        with self.database.write() as session:
            session.add(suggestion_of(self.shown, at=self.at))
        return f"s{self.shown}"

    @invariant()
    def nothing_is_lost_and_every_trail_holds(self) -> None:
        with self.database.read() as session:
            tickets = session.exec(select(Ticket).order_by(col(Ticket.id))).all()
            assert [ticket.number for ticket in tickets] == self.numbers
            assert [ticket.status for ticket in tickets] == self.statuses
            known = known_calendars(session)
            for ticket in tickets:
                check(session, ticket, known=known)
            check_forest(session, {ticket.id or 0: ticket.status for ticket in tickets})


def play(city: type[Hotline], *, examples: int) -> None:
    """Let people press buttons in so many cities."""
    run_machine(
        city,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; the run is printed
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(city.taken) <= LEGAL


@pytest.mark.slow
def test_random_people_never_break_the_workflow(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    class City(Hotline):
        template = sqlite_template
        folder = tmp_path_factory.mktemp("machine")
        taken: ClassVar[Counter[tuple[Status, Action, Status]]] = Counter()

    play(City, examples=30)
    assert {row.action for row in (*MOVES, *NOTES)} - {action for _, action, _ in City.taken} <= (
        ELSEWHERE | RAREST
    )
    assert len(City.taken) >= 0.8 * len(LEGAL), f"never taken: {LEGAL - set(City.taken)}"


@pytest.mark.slow
def test_nor_on_the_other_database(postgres: Postgres) -> None:
    class Elsewhere(Hotline):
        server = postgres
        taken: ClassVar[Counter[tuple[Status, Action, Status]]] = Counter()

    # Few cities: what differs there are locks, triggers and types, and each step meets them.
    play(Elsewhere, examples=5)
    assert Elsewhere.taken
