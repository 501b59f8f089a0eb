"""Open tickets for the demonstration, made by the same verbs that people use."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.clock import to_city
from models.contact import ContactWay
from models.enums import AreaLevel, ReturnReason, Role, Status, Urgency
from models.ticket import Ticket
from service.cli.answers import reply_texts
from service.cli.parts import progress_bar
from service.cli.scenes import SCENES, Cast
from service.cli.stage import Stage, stage_of
from service.installation import Services
from service.operations import closing, contacting, dispatching, handling
from service.operations.acting import Acting
from service.operations.dispatching import Route
from service.operations.handling import Objection

if TYPE_CHECKING:
    from training.sample.ticket import SampleTicket
    from training.sample.values import City

_SEED = 4242
#: How far each open ticket has come, and how many hours ago it came in.
_PLAN: tuple[tuple[Status, int, int], ...] = (
    (Status.RECEIVED, 12, 3),
    (Status.DISPATCHED, 8, 8),
    (Status.RETURNING, 3, 8),
    (Status.HANDLING, 4, 60),
    (Status.REPLIED, 6, 70),
    (Status.REVISITING, 4, 90),
)
#: A water main burst in one street last night: so many calls about one matter, hours ago.
_BURST_MATTER, _BURST_UNIT = "070101", "GSJT"
_BURST: tuple[tuple[Status, float], ...] = (
    *((Status.HANDLING, hours) for hours in (15, 14.6, 14.3, 13.9, 13, 12.2, 5.1, 4.4)),
    *((Status.DISPATCHED, hours) for hours in (1.4, 1.1, 0.8)),
    *((Status.RECEIVED, hours) for hours in (0.4, 0.2)),
)
#: Messages among which so many alike from one street are found.
_BURST_ROWS = 40_000


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Where one ticket shall stand, how many hours ago it came in, and what happens then."""

    status: Status
    hours: float
    play: Callable[[Cast, Ticket], object] | None = None


def open_tickets(parts: Services, city: "City") -> None:
    """Make open tickets of every status out of messages the history does not hold."""
    stage, now = stage_of(parts, city, seed=_SEED), parts.clock()
    wanted = list(_targets())
    made = [
        *zip(_messages(city, now, rows=len(wanted)), wanted, strict=True),
        *zip(_burst(city, now), _burst_targets(), strict=False),
    ]
    made.sort(key=lambda one: -one[1].hours)
    with progress_bar("在办工单") as report:
        for done, (message, target) in enumerate(made, start=1):
            with stage.session() as session:
                _bring(stage, session, message, target)
            report("", done / len(made))


def _messages(city: "City", now: datetime, *, rows: int) -> Iterator["SampleTicket"]:
    """Yield messages of these weeks that the history does not hold."""
    from training.sample.generator import generate

    today = to_city(now).date()
    return generate(city, rows=rows, seed=_SEED, start=today - timedelta(days=30), end=today)


def _burst(city: "City", now: datetime) -> Sequence["SampleTicket"]:
    """Return messages of different people about one matter in one street."""
    streets = {area.code: area.parent for area in city.areas if area.level is AreaLevel.PLACE}
    alike: dict[str, dict[str, SampleTicket]] = {}
    for one in _messages(city, now, rows=_BURST_ROWS):
        if one.category == _BURST_MATTER and one.unit == _BURST_UNIT and one.area:
            street = streets.get(one.area) or one.area
            alike.setdefault(street, {}).setdefault(one.text, one)
    return list(max(alike.values(), key=len).values())


def _targets() -> Iterator[_Target]:
    for status, count, hours in _PLAN:
        for number in range(count):
            yield _Target(status=status, hours=max(1, hours * (number + 1) // count))
    for scene in SCENES.values():
        for number in range(scene.count):
            yield _Target(status=scene.after, hours=scene.hours - number, play=scene.play)


def _burst_targets() -> Iterator[_Target]:
    for status, hours in _BURST:
        yield _Target(status=status, hours=hours)


def _bring(stage: Stage, session: Session, message: "SampleTicket", target: _Target) -> None:
    """Take one message in and move it on until it stands where the plan wants it."""
    start, phone = stage.parts.clock() - timedelta(hours=target.hours), stage.phone()

    def acting(role: Role, share: float, *, unit: str | None = None) -> Acting:
        at = start + timedelta(hours=target.hours * share)
        return stage.acting(session, role, at, unit=unit)

    def again(share: float) -> Ticket:
        act = acting(Role.OPERATOR, share)
        return stage.receive(act, message, phone=phone, urgency=Urgency.NORMAL).ticket

    is_new = target.status is Status.RECEIVED
    act = acting(Role.OPERATOR, 0)
    urgency = message.urgency if is_new else Urgency.NORMAL
    got = stage.receive(act, message, phone=phone, urgency=urgency)
    if is_new:
        return
    # Sent back are tickets that came to somebody else; all others go to whom they belong.
    is_back = target.status is Status.RETURNING
    unit = stage.rival(message, got.proposed) if is_back else message.unit
    chosen = stage.sent(unit, got.proposed)
    route = Route(unit=unit, suggestion=got.suggestion, override_reason=chosen.reason)
    dispatching.dispatch(act, got.ticket, route=route)
    for step in _steps(stage, message, target.status, unit=unit):
        step(acting, got.ticket)
    if target.play is not None:
        target.play(Cast(at=acting, again=again, message=message), got.ticket)


_ActingAt = Callable[..., Acting]
_Step = Callable[[_ActingAt, Ticket], object]


def _steps(stage: Stage, message: "SampleTicket", target: Status, *, unit: str) -> Iterator[_Step]:
    if target is Status.RETURNING:
        name = stage.names[message.unit]
        objection = Objection(
            reason=ReturnReason.NOT_DUTY,
            basis=f"权责清单列明由{name}主管，不属本单位职责。",
            counter_unit=message.unit if unit != message.unit else None,
        )
        yield lambda at, ticket: handling.request_return(
            at(Role.OFFICER, 0.3, unit=unit), ticket, objection=objection
        )
        return
    if target is Status.DISPATCHED:
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
    text = stage.written(reply_texts(message.kind), message)
    yield lambda at, ticket: handling.reply(
        at(Role.OFFICER, 0.6, unit=unit), ticket, finding=handling.Finding(public_text=text)
    )
    if target is Status.REVISITING:
        yield lambda at, ticket: closing.accept_reply(at(Role.DISPATCHER, 0.7), ticket)
