"""The demonstration's last weeks: each ticket goes as far as its people would have come by now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.clock import to_city
from models.contact import ContactWay
from models.enums import Kind, ReturnReason, Role, Satisfaction, Status, Urgency
from models.ticket import Ticket
from models.workdays import WorkCalendar
from service.cli.answers import again_texts, complaints, desk_texts, reply_texts
from service.cli.parts import progress_bar
from service.cli.stage import Received, Stage, stage_of
from service.installation import Services
from service.operations import closing, contacting, dispatching, handling
from service.operations.acting import Acting
from service.operations.closing import Answer
from service.operations.dispatching import Route
from service.operations.handling import Objection
from service.queries import reference

if TYPE_CHECKING:
    from training.sample.ticket import SampleTicket
    from training.sample.values import City

_SEED = 4243
#: Days of tickets counted back from today, and how many come in on an average day.
_DAYS, _DAILY = range(22), 36
#: Tickets of one transaction.
_BATCH = 20
#: How often something goes as it should not, or not at once; shares of the tickets concerned.
_ANSWERED_AT_ONCE, _SENT_BACK, _GRUDGED = 0.3, 0.55, 0.02
_LATE_SIGNED, _LATE_CALLED, _LATE_DONE = 0.03, 0.05, 0.04
_NOT_REACHED, _DISCONTENT, _DISCONTENT_LATE, _UNSOLVED = 0.5, 0.05, 0.25, 0.06
#: Units that answer late more often than others: there is something to supervise.
_SLOW = {"ZJJ": 0.3, "RLGS": 0.15}
_CONTENT = (
    *(Satisfaction.VERY_SATISFIED,) * 9,
    *(Satisfaction.SATISFIED,) * 8,
    *(Satisfaction.BASICALLY_SATISFIED,) * 3,
)
_BASIS = {
    ReturnReason.NOT_DUTY: "权责清单列明由{unit}主管，不属本单位职责。",
    ReturnReason.NEEDS_LEAD: "主要环节由{unit}管理，本单位可以协办。",
    ReturnReason.WRONG_AREA: "地址经核实属{unit}管辖范围。",
}
#: Matters of the utilities, whose units work around the clock.
_UTILITIES = "07"
_ROUNDS = 3


class _NotYetError(Exception):
    """The next step lies in the future: the ticket stands where it stands."""


@dataclass(kw_only=True)
class _Tale:
    """One ticket's life so far: each step comes after the one before, and none after `now`."""

    stage: Stage
    session: Session
    message: "SampleTicket"
    calendar: WorkCalendar
    now: datetime
    latest: datetime
    handler: str = ""

    def act(self, role: Role, at: datetime, *, unit: str | None = None) -> Acting:
        """Return somebody acting at an instant, or a little after what happened last."""
        self.latest = max(at, self.latest + timedelta(minutes=2))
        if self.latest > self.now:
            raise _NotYetError
        return self.stage.acting(self.session, role, self.latest, unit=unit)

    def officer(self, at: datetime) -> Acting:
        """Return somebody of the unit that handles it."""
        return self.act(Role.OFFICER, at, unit=self.handler)

    def desk(self, role: Role, least: int, most: int) -> Acting:
        """Return somebody of the hotline, after so many minutes of their working time."""
        minutes = self.stage.chance.randint(least, most)
        if self.is_urgent and role is Role.DISPATCHER:
            return self.act(role, self.latest + timedelta(minutes=minutes))
        return self.act(role, self.calendar.add_minutes(self.latest, minutes))

    def within(self, *limits: datetime | None, late: float) -> datetime:
        """Return an instant well before the first limit, or past it for a share `late`."""
        due = min(limit for limit in limits if limit is not None)
        chance = self.stage.chance
        share = chance.uniform(1.1, 2.0) if self.is_hit(late) else chance.uniform(0.15, 0.85)
        if self.is_urgent:
            return self.latest + (due - self.latest) * share
        office = self.calendar.elapsed(self.latest, due)
        return self.calendar.add_minutes(self.latest, int(office.total_seconds() * share // 60))

    @property
    def is_urgent(self) -> bool:
        """Whether people work on it day and night."""
        return self.message.category.startswith(_UTILITIES)

    def is_hit(self, share: float) -> bool:
        """Tell by chance, true for this share."""
        return self.stage.chance.random() < share


def past_weeks(parts: Services, city: "City", *, days: range = _DAYS) -> None:
    """Make the tickets of the last weeks, the days counted back from today.

    Without them nothing would have come due in the month that the figures are read for.
    """
    from training.sample.generator import generate

    stage, now = stage_of(parts, city, seed=_SEED), parts.clock()
    today = to_city(now).date()
    first, last = (today - timedelta(days=ago) for ago in (days[-1], days[0]))
    messages = generate(city, rows=_DAILY * len(days), seed=_SEED, start=first, end=last)
    coming = [one for one in messages if one.received_at < now]
    with parts.database.read() as session:
        calendar = reference.calendar_from(session, day=first, until=today)
    with progress_bar("近期工单") as report:
        for done in range(0, len(coming), _BATCH):
            with stage.session() as session:
                for message in coming[done : done + _BATCH]:
                    tale = _Tale(
                        stage=stage,
                        session=session,
                        message=message,
                        calendar=calendar,
                        now=now,
                        latest=message.received_at,
                    )
                    _live(tale)
            report("", min(1.0, (done + _BATCH) / len(coming)))


def _live(tale: _Tale) -> None:
    """Let one ticket live until now."""
    stage, message = tale.stage, tale.message
    act = stage.acting(tale.session, Role.OPERATOR, tale.latest)
    got = stage.receive(act, message, phone=stage.phone(), urgency=Urgency.NORMAL)
    try:
        if message.kind is Kind.INQUIRY and tale.is_hit(_ANSWERED_AT_ONCE):
            # The caller is still on the phone.
            at = tale.latest + timedelta(minutes=stage.chance.randint(3, 9))
            act = tale.act(Role.OPERATOR, at)
            closing.answer(act, got.ticket, public_text=stage.written(desk_texts(), message))
            return
        _route(tale, got)
        for number in range(1, _ROUNDS + 1):
            if _rated(tale, got.ticket, number=number):
                return
    except _NotYetError:
        return


def _route(tale: _Tale, got: Received) -> None:
    """Dispatch it; a unit that it does not belong to may send it back."""
    message, ticket = tale.message, got.ticket
    chosen = tale.stage.chosen(message, got.proposed)
    act = tale.act(Role.OPERATOR, tale.latest + timedelta(minutes=4))
    route = Route(unit=chosen.unit, suggestion=got.suggestion, override_reason=chosen.reason)
    dispatching.dispatch(act, ticket, route=route)
    tale.handler = chosen.unit
    other = tale.stage.rival(message, got.proposed)
    if chosen.unit != message.unit and tale.is_hit(_SENT_BACK):
        _object(tale, ticket, counter=message.unit)
        dispatching.grant_return(
            tale.desk(Role.DISPATCHER, 20, 120), ticket, reason="依据权责清单，同意退单改派。"
        )
        act = tale.desk(Role.DISPATCHER, 3, 30)
        dispatching.dispatch(act, ticket, route=Route(unit=message.unit))
        tale.handler = message.unit
    elif tale.is_hit(_GRUDGED) and other != chosen.unit:
        _object(tale, ticket, counter=other)
        reason = "权责清单列明由你单位主办，请按期办理。"
        dispatching.refuse_return(tale.desk(Role.DISPATCHER, 20, 120), ticket, reason=reason)


def _object(tale: _Tale, ticket: Ticket, *, counter: str) -> None:
    # Nobody may send back tomorrow what came in today.
    evening = tale.calendar.closing(tale.calendar.next_instant(tale.latest).date())
    act = tale.officer(tale.within(ticket.acknowledge_due_at, evening, late=0))
    local = tale.stage.is_local(counter)
    choice = (ReturnReason.NOT_DUTY, ReturnReason.NOT_DUTY, ReturnReason.NEEDS_LEAD)
    reason = ReturnReason.WRONG_AREA if local else tale.stage.chance.choice(choice)
    name = tale.stage.names[counter]
    objection = Objection(
        reason=reason, basis=_BASIS[reason].format(unit=name), counter_unit=counter
    )
    handling.request_return(act, ticket, objection=objection)


def _rated(tale: _Tale, ticket: Ticket, *, number: int) -> bool:
    """Handle one round up to the citizen's word; tell whether it ended there."""
    if ticket.status is Status.DISPATCHED:
        limits = (ticket.acknowledge_due_at, ticket.response_due_at, ticket.due_at)
        handling.acknowledge(tale.officer(tale.within(*limits, late=_LATE_SIGNED)), ticket)
    if number == 1:
        act = tale.officer(tale.within(ticket.response_due_at, ticket.due_at, late=_LATE_CALLED))
        said = "已与诉求人通话，说明办理安排。"
        contacting.contact(act, ticket, way=ContactWay.PHONE, reason=said)
    texts = (reply_texts if number == 1 else again_texts)(tale.message.kind)
    finding = handling.Finding(
        public_text=tale.stage.written(texts, tale.message),
        handler="分管负责人" if number > 1 else "",
    )
    late = _SLOW.get(tale.handler, _LATE_DONE)
    act = tale.officer(tale.within(ticket.due_at, late=late))
    is_late = ticket.due_at is not None and act.at > ticket.due_at
    handling.reply(act, ticket, finding=finding)
    closing.accept_reply(tale.desk(Role.DISPATCHER, 10, 180), ticket)
    return _asked(tale, ticket, share=_DISCONTENT_LATE if is_late else _DISCONTENT, number=number)


def _asked(tale: _Tale, ticket: Ticket, *, share: float, number: int) -> bool:
    """Call the citizen until the ticket closes or the next round begins."""
    while ticket.status is Status.REVISITING:
        act = tale.desk(Role.REVISIT_CLERK, 60, 420)
        if tale.is_hit(_NOT_REACHED):
            answer = Answer(was_contacted=False, reason="无人接听")
        elif number < _ROUNDS and tale.is_hit(share):
            answer = Answer(
                was_contacted=True,
                is_solved=False,
                satisfaction=tale.stage.chance.choice(
                    (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)
                ),
                reason=tale.stage.chance.choice(complaints(tale.message.kind)),
            )
        else:
            answer = Answer(
                was_contacted=True,
                is_solved=not tale.is_hit(_UNSOLVED),
                satisfaction=tale.stage.chance.choice(_CONTENT),
            )
        closing.record_revisit(act, ticket, answer=answer)
    return ticket.status is Status.CLOSED
