"""Open tickets for the demonstration, made by the same verbs that people use."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from models.clock import to_city
from models.contact import ContactWay
from models.enums import (
    Channel,
    OverrideReason,
    ReturnReason,
    Role,
    Satisfaction,
    Status,
    Urgency,
)
from models.ticket import Ticket
from service.cli.parts import progress_bar
from service.cli.scenes import SCENES, Cast, discontent
from service.installation import Services
from service.operations import closing, contacting, dispatching, handling
from service.operations.acting import Acting, Actor
from service.operations.closing import Answer
from service.operations.dispatching import Route
from service.operations.handling import Objection
from service.operations.intake import Intake, receive
from service.operations.suggesting import Words, attach, suggest

if TYPE_CHECKING:
    from training.sample.ticket import SampleTicket
    from training.sample.values import City

_SEED = 4242
#: How far each open ticket has come, and how many working hours ago it came in.
_PLAN: tuple[tuple[Status, int, int], ...] = (
    (Status.RECEIVED, 14, 3),
    (Status.DISPATCHED, 14, 8),
    (Status.RETURNING, 4, 8),
    (Status.HANDLING, 18, 60),
    (Status.REPLIED, 6, 70),
    (Status.REVISITING, 8, 90),
    (Status.CLOSED, 12, 140),
)
#: The weeks before are over: this many days of tickets, this many a working day and a day off.
_DAYS, _BUSY, _IDLE = range(4, 22), 15, 5
#: In how many hours a finished ticket went from its call to its revisit; the last is late.
_PACES = (24, 32, 40, 40, 48, 60, 72, 300)
#: How citizens judge, out of the same number of revisits; nothing is the first round unsolved.
_VERDICTS = (
    *(Satisfaction.VERY_SATISFIED,) * 6,
    *(Satisfaction.SATISFIED,) * 5,
    *(Satisfaction.BASICALLY_SATISFIED,) * 2,
    None,
)
_REPLIES = (
    "您好，您反映的问题收悉。我单位已派人到现场核实，情况属实，已责令责任方限期整改，并将在整改期满后复查。",
    "您好，经核实，您反映的情况已列入近期工作安排，预计十个工作日内完成，届时由工作人员电话告知您结果。",
    "您好，工作人员已与您电话联系并说明办理流程和所需材料，您可持材料到窗口或在网上办理，如仍有疑问请随时来电。",
    "您好，我单位已对现场进行处置，目前问题已解决。感谢您的监督，我们将加强日常巡查，防止反弹。",
)


@dataclass(frozen=True, kw_only=True)
class _Stage:
    """What one ticket of the demonstration is made in."""

    parts: Services
    staff: dict[Role, Sequence[Actor]]
    chance: random.Random


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Where one ticket shall stand, how many hours ago it came in, and what happens then."""

    status: Status
    hours: float
    play: Callable[[Cast, Ticket], object] | None = None
    #: Hours in which all that happened did; without it the whole time since.
    pace: int | None = None


def open_tickets(parts: Services, city: "City") -> None:
    """Make open tickets of every status out of messages the history does not hold."""
    _make(parts, city, list(_targets()), label="在办工单", seed=_SEED)


def recent_tickets(parts: Services, city: "City", *, days: Iterable[int] = _DAYS) -> None:
    """Make the finished tickets of the last weeks, counted in days ago.

    Without them nothing would have come due in the month that the figures are read for.
    """
    _make(parts, city, list(_past(parts.clock(), days)), label="近期办结", seed=_SEED + 1)


def _make(
    parts: Services, city: "City", wanted: Sequence[_Target], *, label: str, seed: int
) -> None:
    from training.sample.generator import generate

    total, day = len(wanted), date(2026, 10, 31)
    messages = generate(city, rows=total, seed=seed, start=day - timedelta(days=30), end=day)
    stage = _Stage(parts=parts, staff=_staff(city), chance=random.Random(seed))  # noqa: S311
    with progress_bar(label) as report:
        for done, target in enumerate(wanted, start=1):
            _bring(stage, next(messages), target)
            report("", done / total)


def _past(now: datetime, days: Iterable[int]) -> Iterator[_Target]:
    for ago in sorted(days, reverse=True):
        day = to_city(now) - timedelta(days=ago)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        count = _BUSY if day.weekday() < 5 else _IDLE
        for number in range(count):
            # From eight in the morning to eight in the evening.
            since = midnight + timedelta(hours=8 + 12 * number / count)
            hours = (now - since).total_seconds() / 3600
            pace = min(_PACES[(ago + number) % len(_PACES)], int(hours))
            yield _Target(status=Status.REVISITING, hours=hours, pace=pace, play=_judged)


def _judged(cast: Cast, ticket: Ticket) -> None:
    """The citizen is asked; what was not solved is done once more by somebody higher."""
    number = ticket.id or 0
    verdict = _VERDICTS[number % len(_VERDICTS)]
    if verdict is None:
        discontent(cast, ticket)
        unit = cast.message.unit
        text = "您好，我单位负责人已带队复查，重新安排处置并已完成，后续由专人每周巡查，请您监督。"
        finding = handling.Finding(public_text=text, handler="分管负责人")
        handling.reply(cast.at(Role.OFFICER, 0.94, unit=unit), ticket, finding=finding)
        closing.accept_reply(cast.at(Role.DISPATCHER, 0.97), ticket)
        verdict = Satisfaction.SATISFIED
    answer = Answer(was_contacted=True, is_solved=True, satisfaction=verdict)
    closing.record_revisit(cast.at(Role.REVISIT_CLERK, 1), ticket, answer=answer)


def _targets() -> Iterator[_Target]:
    for status, count, hours in _PLAN:
        for number in range(count):
            yield _Target(status=status, hours=max(1, hours * (number + 1) // count))
    for scene in SCENES.values():
        for number in range(scene.count):
            yield _Target(status=scene.after, hours=scene.hours - number, play=scene.play)


def _staff(city: "City") -> dict[Role, Sequence[Actor]]:
    found: dict[Role, list[Actor]] = {}
    for user in city.users:
        role = user.role
        actor = Actor(
            key=f"demo:{user.username}",
            name=user.display_name,
            role=role,
            department=user.department,
        )
        found.setdefault(role, []).append(actor)
    return {role: tuple(actors) for role, actors in found.items()}


def _bring(stage: _Stage, message: "SampleTicket", target: _Target) -> None:
    """Take one message in and move it on until it stands where the plan wants it."""
    start = stage.parts.clock() - timedelta(hours=target.hours)
    phone = f"139{stage.chance.randrange(10**8):08d}"
    with stage.parts.database.write() as session:

        def acting(role: Role, share: float, *, unit: str | None = None) -> Acting:
            actor = stage.chance.choice(stage.staff[role])
            if unit is not None:
                actor = Actor(key=f"demo:{unit}", name="承办人员", role=role, department=unit)
            at: datetime = start + timedelta(hours=(target.pace or target.hours) * share)
            return Acting(session=session, actor=actor, at=at, request_id="demo")

        def again(share: float) -> Ticket:
            act = acting(Role.OPERATOR, share)
            return _receive(stage, act, message, Status.RECEIVED, phone=phone)

        ticket = _receive(stage, acting(Role.OPERATOR, 0), message, target.status, phone=phone)
        for step in _steps(stage, message, target.status):
            step(acting, ticket)
        if target.play is not None:
            target.play(Cast(at=acting, again=again, message=message), ticket)


_ActingAt = Callable[..., Acting]
_Step = Callable[[_ActingAt, Ticket], object]


def _receive(
    stage: _Stage, act: Acting, message: "SampleTicket", target: Status, *, phone: str
) -> Ticket:
    words = Words(
        text=message.text,
        title=message.title,
        address=message.address,
        area=message.area or None,
    )
    intake = Intake(
        words=words,
        kind=message.kind,
        channel=Channel(message.channel),
        urgency=Urgency.NORMAL if target is not Status.RECEIVED else message.urgency,
        category=message.category,
        name="",
        phone=phone,
    )
    ticket = receive(act, intake=intake, cipher=stage.parts.cipher)
    suggester = stage.parts.engine.suggester(act.session)
    shown = suggest(act, suggester=suggester, words=words).row.id if suggester else ""
    attach(act, suggestion_id=shown, ticket=ticket)
    if target is not Status.RECEIVED:
        # To the unit that the generator knows to be right.
        route = Route(
            unit=message.unit,
            suggestion=shown or None,
            override_reason=OverrideReason.WRONG_DUTY,
        )
        dispatching.dispatch(act, ticket, route=route)
    return ticket


def _steps(stage: _Stage, message: "SampleTicket", target: Status) -> Iterator[_Step]:
    unit, chance = message.unit, stage.chance
    if target is Status.RETURNING:
        objection = Objection(reason=ReturnReason.NOT_DUTY, basis="不在本单位权责清单之内")
        yield lambda at, ticket: handling.request_return(
            at(Role.OFFICER, 0.3, unit=unit), ticket, objection=objection
        )
        return
    if target in {Status.RECEIVED, Status.DISPATCHED}:
        return
    yield lambda at, ticket: handling.acknowledge(at(Role.OFFICER, 0.03, unit=unit), ticket)
    if target is Status.HANDLING:
        return
    yield lambda at, ticket: contacting.contact(
        at(Role.OFFICER, 0.06, unit=unit),
        ticket,
        way=ContactWay.PHONE,
        reason="已与诉求人通话，说明办理安排。",
    )
    text = chance.choice(_REPLIES)
    yield lambda at, ticket: handling.reply(
        at(Role.OFFICER, 0.6, unit=unit), ticket, finding=handling.Finding(public_text=text)
    )
    if target is Status.REPLIED:
        return
    yield lambda at, ticket: closing.accept_reply(at(Role.DISPATCHER, 0.7), ticket)
    if target is Status.REVISITING:
        return
    rating = chance.choice((Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED))
    yield lambda at, ticket: closing.record_revisit(
        at(Role.REVISIT_CLERK, 0.9),
        ticket,
        answer=Answer(was_contacted=True, is_solved=True, satisfaction=rating),
    )
