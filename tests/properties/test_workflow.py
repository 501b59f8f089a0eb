"""For every sequence of legal and illegal moves: no illegal state, no gap, no lost ticket."""

import dataclasses
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.cipher import Cipher
from models.database import Database
from models.enums import (
    Action,
    AssignmentPart,
    Kind,
    Outcome,
    OverrideReason,
    ReturnReason,
    Role,
    Satisfaction,
    Status,
)
from models.errors import HotlineError
from models.suggestion import Suggestion
from models.tables import metadata
from models.ticket import Ticket
from models.workflow import MOVES, TERMINAL, moves_from
from service.operations import closing, dispatching, handling, merging
from service.operations.acting import SYSTEM, Acting, Actor
from service.operations.intake import Intake, receive
from service.operations.moving import open_ticket
from service.operations.suggesting import Words
from service.queries.trail import broken_link, events
from tests.conftest import START

UNITS = ("CGJ", "ZJJ", "SCJ")
PEOPLE = tuple(Role)
#: Statuses in which nobody holds the ticket.
UNHELD = {Status.RECEIVED, Status.CLOSED} | TERMINAL
WRITTEN = (
    "ticket",
    "event",
    "assignment",
    "return_request",
    "arbitration",
    "reply",
    "revisit",
    "suggestion",
    "citizen",
    "merge_link",
    "ticket_counter",
)
#: Steps that chance alone seldom takes.
RARE = {Action.REQUEST_RETURN, Action.GRANT_RETURN, Action.MERGE, Action.SUSPEND}
EARLY = {Status.CLOSED, Status.SUSPENDED} | TERMINAL
CIPHER = Cipher(b"k" * 32)
#: Tickets in one city: few, so that each gets far.
MOST = 3


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody fills in when taking a step; some of it fits the step, some does not."""

    unit: str = "CGJ"
    assisting: tuple[str, ...] = ()
    reason: str = "经核实属实"
    text: str = "已经现场处理完毕。"
    satisfaction: Satisfaction | None = Satisfaction.SATISFIED
    contacted: bool = True
    excluded: bool = False
    with_suggestion: bool = False
    override: OverrideReason | None = None
    counter: str | None = None
    into: str = ""


SAID = st.builds(
    Said,
    unit=st.sampled_from((*UNITS, "NOSUCH")),
    assisting=st.sampled_from(((), ("ZJJ",), ("ZJJ", "SCJ"), ("CGJ",))),
    reason=st.sampled_from(("经核实属实", "经核实属实", "", " ")),
    text=st.sampled_from(("已经现场处理完毕。", "已经现场处理完毕。", "好", "")),
    satisfaction=st.sampled_from((None, *Satisfaction)),
    contacted=st.booleans(),
    excluded=st.sampled_from((False, False, False, True)),
    with_suggestion=st.booleans(),
    override=st.sampled_from((None, *OverrideReason)),
    counter=st.sampled_from((None, *UNITS)),
)


SENSIBLE = st.builds(
    Said,
    unit=st.sampled_from(UNITS),
    with_suggestion=st.booleans(),
    override=st.just(OverrideReason.WRONG_DUTY),
)


def _fitting(said: Said, outcome: Outcome | None) -> Said:
    """Say what leads to this outcome of a revisit."""
    if outcome is Outcome.EXCLUDED:
        return dataclasses.replace(said, excluded=True, satisfaction=None)
    if outcome in {Outcome.RETRY, Outcome.UNREACHABLE}:
        return dataclasses.replace(said, contacted=False, satisfaction=None)
    if outcome is Outcome.UNSATISFIED:
        return dataclasses.replace(said, satisfaction=Satisfaction.DISSATISFIED)
    return said


def _route(said: Said, suggestion: str | None) -> dispatching.Route:
    return dispatching.Route(
        unit=said.unit,
        assisting=said.assisting,
        suggestion=suggestion if said.with_suggestion else None,
        override_reason=said.override,
    )


def _objection(said: Said) -> handling.Objection:
    return handling.Objection(
        reason=ReturnReason.NOT_DUTY, basis=said.reason, counter_unit=said.counter
    )


def _answer(said: Said) -> closing.Answer:
    return closing.Answer(
        was_contacted=said.contacted,
        satisfaction=said.satisfaction,
        reason=said.reason,
        is_excluded=said.excluded,
    )


Verb = Callable[[Acting, Ticket, Said, str | None], Ticket]
VERBS: dict[Action, Verb] = {
    Action.DISPATCH: lambda a, t, s, g: dispatching.dispatch(a, t, route=_route(s, g)),
    Action.REDIRECT: lambda a, t, s, g: dispatching.redirect(
        a, t, route=_route(s, None), reason=s.reason
    ),
    Action.ANSWER: lambda a, t, s, _: closing.answer(a, t, public_text=s.text),
    Action.DECLINE: lambda a, t, s, _: closing.decline(a, t, reason=s.reason),
    Action.HAND_OVER: lambda a, t, s, _: closing.hand_over(a, t, line="119", reason=s.reason),
    Action.MERGE: lambda a, t, s, _: merging.merge(a, t, into=s.into),
    Action.VOID: lambda a, t, s, _: closing.void(a, t, reason=s.reason),
    Action.ACKNOWLEDGE: lambda a, t, _s, _g: handling.acknowledge(a, t),
    Action.REQUEST_RETURN: lambda a, t, s, _: handling.request_return(
        a, t, objection=_objection(s)
    ),
    Action.GRANT_RETURN: lambda a, t, s, _: dispatching.grant_return(a, t, reason=s.reason),
    Action.REFUSE_RETURN: lambda a, t, s, _: dispatching.refuse_return(a, t, reason=s.reason),
    Action.ARBITRATE: lambda a, t, s, _: dispatching.arbitrate(a, t, unit=s.unit, reason=s.reason),
    Action.ASK_CITIZEN: lambda a, t, s, _: handling.ask_citizen(a, t, reason=s.reason),
    Action.RESUME: lambda a, t, s, _: handling.resume(a, t, reason=s.reason),
    Action.SUSPEND: lambda a, t, s, _: handling.suspend(a, t, reason=s.reason),
    Action.REPLY: lambda a, t, s, _: handling.reply(a, t, public_text=s.text),
    Action.ACCEPT_REPLY: lambda a, t, s, _: closing.accept_reply(a, t, reason=s.reason),
    Action.REJECT_REPLY: lambda a, t, s, _: closing.reject_reply(a, t, reason=s.reason),
    Action.FINAL_REPLY: lambda a, t, s, _: closing.final_reply(a, t, reason=s.reason),
    Action.RECORD_REVISIT: lambda a, t, s, _: closing.record_revisit(a, t, answer=_answer(s)),
    Action.REWORK: lambda a, t, s, _: closing.rework(a, t, reason=s.reason),
    Action.ARCHIVE: lambda a, t, _s, _g: closing.archive(a, t),
}


def test_every_move_that_exists_is_tried() -> None:
    assert set(VERBS) == {move.action for move in MOVES}


class Hotline(RuleBasedStateMachine):
    """A city whose people press every button they have, and many they have not."""

    template: Path
    folder: Path
    taken: ClassVar[Counter[tuple[Status, Action, Status]]]

    def __init__(self) -> None:
        super().__init__()
        copy = self.folder / "hotline.sqlite3"
        for old in self.folder.glob("hotline.sqlite3*"):
            old.unlink()
        shutil.copy(self.template, copy)
        self.database = Database(f"sqlite:///{copy}")
        self.at = START
        self.numbers: list[str] = []
        self.statuses: list[Status] = []
        self.versions: dict[str, int] = {}

    def teardown(self) -> None:
        self.database.dispose()

    def acting(self, session: Session, role: Role, unit: str | None = None) -> Acting:
        department = unit if role is Role.OFFICER else None
        actor = Actor(key=f"user:{role}", name=role.label, role=role, department=department)
        if role is Role.SYSTEM:
            actor = SYSTEM
        return Acting(session=session, actor=actor, at=self.at)

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all rows that a step may write."""
        with self.database.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(metadata.tables[name].select())]
                for name in WRITTEN
            }

    @precondition(lambda self: len(self.numbers) < MOST)
    @rule(role=st.sampled_from((Role.OPERATOR, Role.OPERATOR, *PEOPLE)), kind=st.sampled_from(Kind))
    def take_in(self, role: Role, kind: Kind) -> None:
        intake = Intake(words=Words(text="路灯不亮，已经一周了"), kind=kind, phone="13800138000")
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
    @rule(data=st.data(), said=SENSIBLE)
    def do_the_right_thing(self, data: st.DataObject, said: Said) -> None:
        self.legal_step(data, said)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), said=SENSIBLE)
    def do_another_right_thing(self, data: st.DataObject, said: Said) -> None:
        self.legal_step(data, said)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), said=SAID)
    def take_a_legal_step_saying_anything(self, data: st.DataObject, said: Said) -> None:
        self.legal_step(data, said)

    def legal_step(self, data: st.DataObject, said: Said) -> None:
        which = data.draw(st.integers(0, len(self.numbers) - 1))
        moves = [row for row in moves_from(self.statuses[which]) if row.action in VERBS]
        # Tickets that end early teach little, so most go the long way.
        moves += [row for row in moves if row.target not in EARLY] * 4
        moves += [row for row in moves if row.action in RARE] * 2
        if not moves:
            return
        row = data.draw(st.sampled_from(moves))
        role = data.draw(st.sampled_from(sorted(row.roles)))
        with self.database.read() as session:
            lead = session.exec(
                select(Ticket.lead_code).where(Ticket.number == self.numbers[which])
            ).one()
        self.attempt(which, row.action, role, lead, _fitting(said, row.outcome))

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
        suggestion = self.suggestion() if said.with_suggestion else None
        # The next one; where there is only one, itself.
        said = dataclasses.replace(said, into=self.numbers[(which + 1) % len(self.numbers)])
        before = self.everything()
        version = self.versions[number] - stale
        try:
            with self.database.write() as session:
                act = self.acting(session, role, unit)
                ticket = open_ticket(act, number=number, version=version)
                VERBS[action](act, ticket, said, suggestion)
                now, version, lead = ticket.status, ticket.version, ticket.lead_code
        except HotlineError:
            assert self.everything() == before, "a refused move left a trace"
            return
        assert not stale
        assert any(
            move.source == status
            and move.action == action
            and move.target == now
            and role in move.roles
            and not (
                move.own_unit and role is Role.OFFICER and unit != self.lead_of(before, number)
            )
            for move in MOVES
        ), f"{role} took {status} to {now} by {action}"
        assert version > self.versions[number]
        self.taken[status, action, now] += 1
        self.statuses[which], self.versions[number] = now, version
        others = [row for row in before["ticket"] if number not in row]
        assert [row for row in self.everything()["ticket"] if number not in row] == others
        assert (lead is None) == (now in {Status.RECEIVED} or self.never_led(number))

    def lead_of(self, before: dict[str, list[tuple[object, ...]]], number: str) -> object:
        columns = [column.name for column in metadata.tables["ticket"].columns]
        at = columns.index("lead_code")
        return next(row[at] for row in before["ticket"] if number in row)

    def never_led(self, number: str) -> bool:
        with self.database.read() as session:
            ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
            return ticket.lead_code is None and ticket.status in UNHELD

    def suggestion(self) -> str:
        with self.database.write() as session:
            row = Suggestion(
                id=f"s{len(self.everything()['suggestion'])}",
                created_at=self.at,
                shown_to="坐席",
                artifact="test",
                text_digest="",
                prediction={"candidates": [{"unit": "CGJ"}, {"unit": "ZJJ"}]},
                top_unit="CGJ",
                top_probability=0.9,
            )
            session.add(row)
            return row.id

    @invariant()
    def nothing_is_lost_and_every_trail_holds(self) -> None:
        with self.database.read() as session:
            tickets = session.exec(select(Ticket).order_by(col(Ticket.id))).all()
            assert [ticket.number for ticket in tickets] == self.numbers
            assert [ticket.status for ticket in tickets] == self.statuses
            for ticket in tickets:
                self.check(session, ticket)

    def check(self, session: Session, ticket: Ticket) -> None:
        chain = events(session, ticket)
        assert broken_link(ticket, chain) is None
        status, rounds = None, 1
        for event in chain:
            assert event.from_status == status
            assert event.round - rounds in (0, 1)
            status, rounds = event.to_status, event.round
        assert (status, rounds) == (ticket.status, ticket.round)
        held = session.exec(
            select(Assignment).where(
                Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
            )
        ).all()
        leads = [row.department_code for row in held if row.part is AssignmentPart.LEAD]
        if ticket.status in UNHELD:
            assert held == []
        else:
            assert leads == [ticket.lead_code]
        assert (ticket.closure is None) == (ticket.status not in {Status.CLOSED, Status.ARCHIVED})


@pytest.mark.slow
def test_random_people_never_break_the_workflow(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    class City(Hotline):
        template = sqlite_template
        folder = tmp_path_factory.mktemp("machine")
        taken: ClassVar[Counter[tuple[Status, Action, Status]]] = Counter()

    run_machine(
        City,
        settings=settings(
            max_examples=30,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; the run is printed
            suppress_health_check=list(HealthCheck),
        ),
    )
    legal = {(move.source, move.action, move.target) for move in MOVES if move.action in VERBS}
    assert set(City.taken) <= legal
    assert len(City.taken) >= 0.9 * len(legal), f"never taken: {legal - set(City.taken)}"
