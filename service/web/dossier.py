"""One ticket with everything around it, put into the words of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.citizen import IdentityAccess
from models.clock import to_city
from models.duty import Duty
from models.enums import Action, DepartmentKind
from models.errors import HotlineError, Invalid, Stale
from models.event import Event
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.documents import visible_files
from service.operations.visibility import hidden_facts, reads_note, sees_phone
from service.queries import reference
from service.queries.documents import FileFacts
from service.queries.handled import Handled, handled
from service.queries.oversight import Oversight, oversight
from service.queries.pending import pending_of
from service.queries.trail import Trail, trail
from service.web.actions import forms_for
from service.web.choices import may_attach, own_choices
from service.web.contested import ContestView, contest_of
from service.web.facts import told_facts
from service.web.fields import ActionForm
from service.web.names import Names
from service.web.rows import ENDED, due_of, runs_on_wall
from service.web.times import Remaining, day_face, remaining


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
    oversight: Oversight
    handling: Handled
    files: Sequence[FileFacts]
    may_attach: bool
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
    done, files = handled(act.session, ticket), visible_files(act, ticket)
    waits = pending_of(act.session, [ticket], unit=act.actor.department)[ticket.id or 0]
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
        handling=done,
        files=files,
        may_attach=may_attach(act.actor, ticket),
        oversight=oversight(act.session, ticket, events=found.events),
        due=due,
        step=due_of(ticket, act=act, calendar=calendar),
        phone=_phone(act, found),
        looks=found.looks if act.actor.sees_all else (),
        happenings=[
            _happening(event, known, hidden=hidden_facts(act.actor, ticket))
            for event in found.events
        ],
        # What the machine proposed is the hotline's own affair.
        cards=[_card(row, known) for row in _telling(found.suggestions)]
        if act.actor.sees_all
        else [],
        claims=_claims(act, found, known),
        contest=contest_of(act, found, known=known),
        forms=forms_for(act.actor, ticket, pending=waits, choices=own_choices(found, done, files)),
        seen_notes=frozenset(
            reply.id or 0 for reply in found.replies if reads_note(act.actor, reply)
        ),
    )


def _phone(act: Acting, found: Trail) -> str:
    if found.phone_masked and not sees_phone(act.actor, found.ticket):
        return "已封存"
    return found.phone_masked


def _happening(event: Event, known: Names, *, hidden: frozenset[str]) -> Happening:
    before = event.from_status
    moved = before is not None and before is not event.to_status
    unit = known.unit(event.department_code)
    return Happening(
        sequence=event.sequence,
        at=f"{to_city(event.at):%m-%d %H:%M}",
        who=_who(event) + (f"（{unit}）" if unit else ""),
        what=event.action.label,
        change=f"{before.label} → {event.to_status.label}" if before and moved else "",
        reason=event.reason,
        facts=told_facts({k: v for k, v in event.facts.items() if k not in hidden}, known),
        round=event.round,
        due=f"时限 {day_face(event.due_before)} → {day_face(event.due_after)}"
        if event.due_before and event.due_before != event.due_after
        else "",
    )


def _who(event: Event) -> str:
    # Citizens and the machine are called by their role: once is enough.
    label = event.role.label
    return label if event.actor == label else f"{label} {event.actor}"


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
