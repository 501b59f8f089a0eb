"""One ticket with everything around it, put into the words of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.citizen import IdentityAccess
from models.document import Document
from models.duty import Duty
from models.enums import Action, DepartmentKind
from models.errors import HotlineError, Invalid, Stale
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.counter_proposals import Counsel
from service.operations.documents import visible_files
from service.operations.visibility import hidden_facts, reads_note, scope, sees_phone
from service.queries import reference
from service.queries.belongings import belongings
from service.queries.documents import FileFacts
from service.queries.handled import Handled, handled
from service.queries.oversight import Oversight, oversight
from service.queries.pending import pending_of
from service.queries.related import Related, related
from service.queries.trail import Trail, trail
from service.web.fields import ActionForm
from service.web.names import Names
from service.web.rows import ENDED, calendar_for, due_of, runs_on_wall
from service.web.ticket.actions import forms_for
from service.web.ticket.cards import Card, cards
from service.web.ticket.choices import may_attach, own_choices
from service.web.ticket.contested import ContestView, contest_of
from service.web.ticket.replying import ReplyDesk, reply_desk
from service.web.ticket.returning import counsel_of, prefilled
from service.web.ticket.timeline import Happening, Round, happenings, rounds
from service.web.times import Remaining, remaining


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One unit's side of a return: its name and its clauses of the duty list for this matter."""

    unit: str
    role: str
    duties: Sequence[Duty]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A form that was refused: which, why, what was typed, and where it wanted to go back."""

    action: Action | None = None
    error: HotlineError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    seen: int = 0
    back: str = ""

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
    is_contact_late: bool
    phone: str
    looks: Sequence[IdentityAccess]
    happenings: Sequence[Happening]
    rounds: Sequence[Round]
    related: Related
    cards: Sequence[Card]
    claims: Sequence[Claim]
    contest: ContestView | None
    forms: Sequence[ActionForm]
    replying: ReplyDesk | None
    counsel: Counsel | None
    seen_notes: frozenset[int]


def dossier(act: Acting, ticket: Ticket, *, known: Names) -> Dossier:
    """Read a ticket and all that belongs to it; a fixed number of queries."""
    there = belongings(act.session, ticket)
    found, done = trail(there), handled(there)
    files = visible_files(act, ticket) if there.has(Document) else []
    waits = pending_of(act.session, [ticket], unit=act.actor.department)[ticket.id or 0]
    calendar = calendar_for(act, [ticket])
    is_open = ticket.status not in ENDED
    due = remaining(
        ticket.due_at if is_open else None,
        at=act.at,
        calendar=calendar,
        is_wall=runs_on_wall(ticket),
    )
    lines = happenings(found.events, known, hidden=hidden_facts(act.actor, ticket), files=files)
    forms = forms_for(act.actor, ticket, pending=waits, choices=own_choices(found, done, files))
    advised = counsel_of(act, found, forms=forms, known=known)
    return Dossier(
        ticket=ticket,
        trail=found,
        handling=done,
        files=files,
        may_attach=may_attach(act.actor, ticket),
        oversight=oversight(there, events=found.events),
        due=due,
        step=due_of(ticket, act=act, calendar=calendar),
        is_contact_late=_is_contact_late(act, ticket),
        phone=_phone(act, found),
        looks=found.looks if act.actor.sees_all else (),
        happenings=lines,
        rounds=rounds(lines, present=ticket.round),
        related=_related(act, ticket),
        # What the machine proposed is the hotline's own affair.
        cards=cards(found.suggestions, found.returns, known) if act.actor.sees_all else [],
        claims=_claims(act, found, known),
        contest=contest_of(act, found, known=known),
        forms=[prefilled(form, advised) for form in forms],
        replying=reply_desk(act, ticket, known=known),
        counsel=advised,
        seen_notes=frozenset(
            reply.id or 0 for reply in found.replies if reads_note(act.actor, reply)
        ),
    )


def _is_contact_late(act: Acting, ticket: Ticket) -> bool:
    due = ticket.response_due_at
    return ticket.contacted_at is None and due is not None and due < act.at


def _related(act: Acting, ticket: Ticket) -> Related:
    tells = act.actor.sees_all and sees_phone(act.actor, ticket)
    return related(act.session, ticket, unit=scope(act.actor), tells_caller=tells)


def _phone(act: Acting, found: Trail) -> str:
    if found.phone_masked and not sees_phone(act.actor, found.ticket):
        return "已封存"
    return found.phone_masked


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
