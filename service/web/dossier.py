"""One ticket with everything around it, put into the words of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.citizen import IdentityAccess
from models.clock import to_city
from models.duty import Duty
from models.enums import Action, DepartmentKind, Satisfaction
from models.errors import HotlineError, Invalid, Stale
from models.event import Event
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.visibility import reads_note, sees_phone
from service.queries import reference
from service.queries.trail import Trail, trail
from service.web.actions import ActionForm, forms_for
from service.web.contested import ContestView, contest_of
from service.web.names import Names
from service.web.rows import ENDED, due_of, runs_on_wall
from service.web.times import Remaining, day_face, remaining

#: Facts shown as they are, each behind its word.
_PLAIN_FACTS = (
    ("into", "并入"),
    ("line", "移交"),
    ("occurred", "发生时间"),
    ("linked", "关联工单"),
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event as a line: when, who, what, from where to where, and why."""

    sequence: int
    at: str
    who: str
    what: str
    change: str
    reason: str
    facts: Sequence[str]
    round: int
    due: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the classifier proposed, what the person chose, and what became of it."""

    artifact: str
    at: str
    candidates: Sequence[tuple[str, int, bool]]
    abstained: bool
    chosen: str
    choice: str
    override: str
    by: str
    result: str
    final: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One unit's side of a return: its name and its clauses of the duty list for this matter."""

    unit: str
    role: str
    duties: Sequence[Duty]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A form that was refused: which, why, and what was typed."""

    action: Action | None = None
    error: HotlineError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    seen: int = 0

    @property
    def fields(self) -> Mapping[str, str]:
        """A sentence for each field that is wrong."""
        return self.error.fields if isinstance(self.error, Invalid) else {}

    @property
    def is_stale(self) -> bool:
        """Whether somebody else was faster."""
        return isinstance(self.error, Stale)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the page of one ticket shows to one person."""

    ticket: Ticket
    trail: Trail
    due: Remaining
    step: Remaining
    phone: str
    looks: Sequence[IdentityAccess]
    happenings: Sequence[Happening]
    cards: Sequence[Card]
    claims: Sequence[Claim]
    contest: ContestView | None
    forms: Sequence[ActionForm]
    seen_notes: frozenset[int]


def dossier(act: Acting, ticket: Ticket, *, known: Names) -> Dossier:
    """Read a ticket and all that belongs to it; a fixed number of queries."""
    found = trail(act.session, ticket)
    calendar = reference.calendar_from(act.session, day=act.today)
    is_open = ticket.status not in ENDED
    due = remaining(
        ticket.due_at if is_open else None,
        at=act.at,
        calendar=calendar,
        is_wall=runs_on_wall(ticket),
    )
    return Dossier(
        ticket=ticket,
        trail=found,
        due=due,
        step=due_of(ticket, act=act, calendar=calendar),
        phone=_phone(act, found),
        looks=found.looks if act.actor.sees_all else (),
        happenings=[_happening(event, known) for event in found.events],
        # What the machine proposed is the hotline's own affair.
        cards=[_card(row, known) for row in _telling(found.suggestions)]
        if act.actor.sees_all
        else [],
        claims=_claims(act, found, known),
        contest=contest_of(act, found, known=known),
        forms=forms_for(act.actor, ticket),
        seen_notes=frozenset(
            reply.id or 0 for reply in found.replies if reads_note(act.actor, reply)
        ),
    )


def _phone(act: Acting, found: Trail) -> str:
    if found.phone_masked and not sees_phone(act.actor, found.ticket):
        return "已封存"
    return found.phone_masked


def _happening(event: Event, known: Names) -> Happening:
    before = event.from_status
    moved = before is not None and before is not event.to_status
    unit = known.unit(event.department_code)
    return Happening(
        sequence=event.sequence,
        at=f"{to_city(event.at):%m-%d %H:%M}",
        who=f"{event.role.label} {event.actor}" + (f"（{unit}）" if unit else ""),
        what=event.action.label,
        change=f"{before.label} → {event.to_status.label}" if before and moved else "",
        reason=event.reason,
        facts=_facts(event.facts, known),
        round=event.round,
        due=f"时限 {day_face(event.due_before)} → {day_face(event.due_after)}"
        if event.due_before and event.due_before != event.due_after
        else "",
    )


def _facts(facts: Mapping[str, str], known: Names) -> list[str]:
    """The facts of an event in words; what the page shows elsewhere is left out."""
    told: list[str] = []
    if facts.get("unit"):
        told.append(f"主办 {known.unit(facts['unit'])}")
    if facts.get("assisting"):
        told.append(f"协办 {'、'.join(known.unit(one) for one in facts['assisting'].split(';'))}")
    if facts.get("duty"):
        told.append(f"权责 {facts['duty']} {facts.get('basis', '')}".strip())
    elif facts.get("basis"):
        told.append(f"依据 {facts['basis']}")
    if facts.get("counter_unit"):
        told.append(f"建议改派 {known.unit(facts['counter_unit'])}")
    if facts.get("returned_by"):
        told.append(f"退单单位 {known.unit(facts['returned_by'])}")
    if facts.get("satisfaction"):
        told.append(f"满意度 {Satisfaction(facts['satisfaction']).label}")
    if facts.get("solved"):
        told.append("已解决" if facts["solved"] == "true" else "未解决")
    told += [f"{label} {facts[name]}" for name, label in _PLAIN_FACTS if facts.get(name)]
    return told


def _telling(rows: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """The suggestions that somebody chose on; while nobody has, the newest."""
    return [row for row in rows if row.choice is not None] or rows[-1:]


def _card(row: Suggestion, known: Names) -> Card:
    listed = row.prediction.get("candidates")
    candidates = listed if isinstance(listed, list) else []
    return Card(
        artifact=row.artifact,
        at=f"{to_city(row.created_at):%m-%d %H:%M}",
        candidates=[
            (
                known.unit(one["unit"]) if one["unit"] in known.departments else str(one["name"]),
                round(100 * float(one["probability"])),
                one["unit"] == row.chosen_unit,
            )
            for one in candidates
        ],
        abstained=row.abstained is not None,
        chosen=known.unit(row.chosen_unit),
        choice=row.choice.label if row.choice else "",
        override=row.override_reason.label if row.override_reason else "",
        by=row.chosen_by or "",
        result=row.result.label if row.result else "",
        final=known.unit(row.final_unit) if row.final_unit != row.chosen_unit else "",
    )


def _claims(act: Acting, found: Trail, known: Names) -> list[Claim]:
    """All sides of a return that waits for a decision; nothing where none does."""
    waiting = [request for request in found.returns if request.decision is None]
    if not waiting:
        return []
    request, category = waiting[-1], found.ticket.category_code
    duties = reference.duties_of(act.session, category=category, on=act.today) if category else []
    sides = {request.department_code: "申请退单"}
    if request.counter_unit:
        sides.setdefault(request.counter_unit, "被建议的单位")
    # Whoever sent it back before is a party too; arbitration (会商) has to weigh their duties.
    for earlier in found.returns:
        sides.setdefault(earlier.department_code, "此前退单")
    return [
        Claim(
            unit=known.unit(code),
            role=role,
            duties=[duty for duty in duties if _owns(duty, code, known)],
        )
        for code, role in sides.items()
    ]


def _owns(duty: Duty, code: str, known: Names) -> bool:
    """Whether a duty is this unit's, by name or as the place's own (属地)."""
    unit = known.departments.get(code)
    local = {DepartmentKind.DISTRICT: "DISTRICT", DepartmentKind.STREET: "STREET"}
    return duty.lead == code or (unit is not None and local.get(unit.kind) == duty.lead)
