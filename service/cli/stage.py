"""What the demonstration's tickets are made in: who acts, how a message comes in, where it goes."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.enums import Channel, DepartmentKind, OverrideReason, Role, Urgency
from models.ticket import Ticket
from service.installation import Services
from service.operations.acting import Acting, Actor
from service.operations.intake import Intake, receive
from service.operations.suggesting import Words, attach, suggest
from service.queries import reference

if TYPE_CHECKING:
    from training.sample.ticket import SampleTicket
    from training.sample.values import City

#: Share of the tickets whose caller says on the phone what no text holds.
_TOLD_MORE = 0.03
#: Why a person prefers another bureau, by weight; where a district is concerned it is the area.
_REASONS = (
    (OverrideReason.WRONG_DUTY,) * 5
    + (OverrideReason.CITIZEN_INFO,) * 3
    + (OverrideReason.LOCAL_RULE,) * 2
    + (OverrideReason.OTHER,)
)
_TERRITORIAL = frozenset({DepartmentKind.DISTRICT, DepartmentKind.ZONE, DepartmentKind.STREET})
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"


@dataclass(frozen=True, kw_only=True)
class Received:
    """A ticket that came in, and the units that the classifier proposed for it, best first."""

    ticket: Ticket
    suggestion: str | None
    proposed: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The unit a person chose, and why it is not the first proposed."""

    unit: str
    reason: OverrideReason


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The installation, its staff, what units and matters are called, and chance."""

    parts: Services
    staff: Mapping[Role, Sequence[Actor]]
    kinds: Mapping[str, DepartmentKind]
    names: Mapping[str, str]
    matters: Mapping[str, str]
    chance: random.Random

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a transaction in which what the verbs look up is read once."""
        with self.parts.database.write() as session:
            reference.keep(session)
            yield session

    def acting(
        self, session: Session, role: Role, at: datetime, *, unit: str | None = None
    ) -> Acting:
        """Return somebody of this role acting at an instant, or somebody of a unit."""
        actor = self.chance.choice(self.staff[role])
        if unit is not None:
            actor = Actor(key=f"demo:{unit}", name="承办人员", role=role, department=unit)
        return Acting(session=session, actor=actor, at=at, request_id="demo")

    def phone(self) -> str:
        """Return an invented mobile number."""
        return f"139{self.chance.randrange(10**8):08d}"

    def name(self) -> str:
        """Return how a caller gives a name."""
        return self.chance.choice(_SURNAMES) + self.chance.choice(("先生", "女士"))

    def receive(
        self, act: Acting, message: "SampleTicket", *, phone: str, urgency: Urgency
    ) -> Received:
        """Take a message in, and show what the classifier proposes for it."""
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
            urgency=urgency,
            category=message.category,
            name=self.name(),
            phone=phone,
        )
        ticket = receive(act, intake=intake, cipher=self.parts.cipher)
        suggester = self.parts.engine.suggester(act.session)
        if suggester is None:
            return Received(ticket=ticket, suggestion=None, proposed=())
        advice = suggest(act, suggester=suggester, words=words)
        attach(act, suggestion_id=advice.row.id, ticket=ticket)
        return Received(
            ticket=ticket,
            suggestion=advice.row.id,
            proposed=tuple(one.unit for one in advice.prediction.candidates if one.unit),
        )

    def written(self, among: Sequence[str], message: "SampleTicket") -> str:
        """Return one of these texts about the message's matter and place."""
        return self.chance.choice(among).format(
            matter=self.matters[message.category], place=message.address or "现场"
        )

    def chosen(self, message: "SampleTicket", proposed: Sequence[str]) -> Chosen:
        """Return where a person sends it: mostly to whom it belongs, now and then elsewhere.

        Of those elsewhere some are slips of the duty list in the head, and some know better.
        """
        unit = message.first_unit
        if unit == message.unit and self.chance.random() < _TOLD_MORE:
            unit = self.rival(message, proposed)
        return self.sent(unit, proposed)

    def rival(self, message: "SampleTicket", proposed: Sequence[str]) -> str:
        """Return the likeliest unit that it does not belong to; the right one where none is."""
        return next((unit for unit in proposed if unit != message.unit), message.unit)

    def is_local(self, unit: str) -> bool:
        """Tell whether a unit is responsible for an area (属地)."""
        return self.kinds[unit] in _TERRITORIAL

    def sent(self, unit: str, proposed: Sequence[str]) -> Chosen:
        """Return a unit with the reason that a person would give for it."""
        both = {unit, *proposed[:1]}
        if any(self.is_local(one) for one in both):
            return Chosen(unit=unit, reason=OverrideReason.WRONG_AREA)
        return Chosen(unit=unit, reason=self.chance.choice(_REASONS))


def stage_of(parts: Services, city: "City", *, seed: int) -> Stage:
    """Return the stage of a city; the same seed acts the same."""
    found: dict[Role, list[Actor]] = {}
    for user in city.users:
        actor = Actor(
            key=f"demo:{user.username}",
            name=user.display_name,
            role=user.role,
            department=user.department,
        )
        found.setdefault(user.role, []).append(actor)
    return Stage(
        parts=parts,
        staff={role: tuple(actors) for role, actors in found.items()},
        kinds={unit.code: unit.kind for unit in city.units},
        names={unit.code: unit.short_name for unit in city.units},
        matters={category.code: category.name for category in city.categories},
        chance=random.Random(seed),  # noqa: S311 - no secret
    )
