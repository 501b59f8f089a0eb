"""A ticket goes on with the unit that carries on its unit's matters; nothing else changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models.assignment import Assignment
from models.duty import Duty, family_of
from models.enums import Action, AssignmentEnd, AssignmentPart
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import note
from service.operations.reorganisation_plan import Shift, TicketMove
from service.queries import duties, names, reorganisation


@dataclass(frozen=True, kw_only=True)
class Book:
    """What moving a ticket looks up: units' short names, and each duty's newest version."""

    names: Mapping[str, str]
    duties: Mapping[str, Duty]


def book_of(act: Acting) -> Book:
    """Read the city once, for however many tickets."""
    return Book(names=names.unit_names(act.session), duties=duties.newest(act.session))


def follow(act: Acting, ticket: Ticket) -> None:
    """Bring a ticket that was closed while its units ended to those that carry on their matters."""
    rows = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
        )
    ).all()
    heirs = {code: _heir(act, ticket, code) for code in _units(ticket, rows)}
    if all(code == heir for code, heir in heirs.items()):
        return
    assert ticket.id is not None
    carry(
        act,
        ticket,
        TicketMove(
            id=ticket.id,
            number=ticket.number,
            lead=ticket.lead_code,
            new_lead=heirs.get(ticket.lead_code or "", ticket.lead_code),
            first_lead=ticket.first_lead_code,
            new_first_lead=heirs.get(ticket.first_lead_code or "", ticket.first_lead_code),
            shifts=tuple(
                Shift(
                    assignment=row.id or 0,
                    before=row.department_code,
                    after=heirs[row.department_code],
                )
                for row in rows
                if heirs[row.department_code] != row.department_code
            ),
        ),
        reason="原单位已撤并，由承接单位办理。",
        book=book_of(act),
    )


def _heir(act: Acting, ticket: Ticket, code: str) -> str:
    found = reorganisation.heir(act.session, unit=code, category=ticket.category_code, on=act.today)
    return found or code


def _units(ticket: Ticket, rows: Sequence[Assignment]) -> set[str]:
    held = {row.department_code for row in rows}
    return held | {code for code in (ticket.lead_code, ticket.first_lead_code) if code}


def carry(act: Acting, ticket: Ticket, one: TicketMove, *, reason: str, book: Book) -> None:
    """Give a ticket's running stretches to their heirs; status and clock stay as they are."""
    renewed: dict[int, Assignment] = {}
    for shift in one.shifts:
        old = act.session.get_one(Assignment, shift.assignment)
        old.ended_at, old.end = act.at, AssignmentEnd.SUCCEEDED
        act.session.add(old)
        act.session.flush()
        if not _is_held_already(act, ticket, shift, old):
            renewed[shift.assignment] = _renewed(act, old, shift, book.duties)
    for row in _tasks(act, ticket) if renewed else ():
        if row.parent_id in renewed:
            row.parent_id = renewed[row.parent_id].id
            act.session.add(row)
    ticket.lead_code, ticket.first_lead_code = one.new_lead, one.new_first_lead
    note(act, ticket, Action.REORGANISE, reason=reason, facts=_facts(one, book.names))


def _tasks(act: Acting, ticket: Ticket) -> list[Assignment]:
    rows = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id,
            Assignment.part == AssignmentPart.TASK,
            col(Assignment.ended_at).is_(None),
        )
    )
    return list(rows)


def _is_held_already(act: Acting, ticket: Ticket, shift: Shift, old: Assignment) -> bool:
    """Whether an assisting unit's heir leads or assists the ticket anyhow."""
    if old.part is not AssignmentPart.ASSIST:
        return False
    held = act.session.exec(
        select(Assignment.id).where(
            Assignment.ticket_id == ticket.id,
            Assignment.department_code == shift.after,
            col(Assignment.part).in_((AssignmentPart.LEAD, AssignmentPart.ASSIST)),
            col(Assignment.ended_at).is_(None),
        )
    )
    return held.first() is not None


def _renewed(
    act: Acting, old: Assignment, shift: Shift, versions: Mapping[str, Duty]
) -> Assignment:
    duty = versions.get(family_of(old.duty_code)) if old.duty_code else None
    is_theirs = duty is not None and duty.lead == shift.after
    row = Assignment(
        ticket_id=old.ticket_id,
        department_code=shift.after,
        part=old.part,
        round=old.round,
        duty_code=duty.code if duty is not None and is_theirs else old.duty_code,
        basis=duty.basis if duty is not None and is_theirs else old.basis,
        suggestion_id=old.suggestion_id,
        parent_id=old.parent_id,
        task=old.task,
        due_at=old.due_at,
        assigned_by=act.actor.name,
        assigned_at=act.at,
        acknowledged_at=old.acknowledged_at,
    )
    act.session.add(row)
    act.session.flush()
    return row


def _facts(one: TicketMove, known: Mapping[str, str]) -> dict[str, str]:
    """What the event keeps: from whom to whom, and who else changed."""
    before, after = one.lead or "", one.new_lead or ""
    facts = {"from": before, "from_name": known.get(before, "")}
    facts |= {"unit": after, "unit_name": known.get(after, "")}
    if one.first_lead != one.new_first_lead:
        facts["first_unit"] = f"{one.first_lead}→{one.new_first_lead}"
    others = [f"{shift.before}→{shift.after}" for shift in one.shifts if shift.before != one.lead]
    facts["others"] = ";".join(dict.fromkeys(others))
    return {key: value for key, value in facts.items() if value}
