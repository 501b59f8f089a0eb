"""Finds out all that an organisation change (机构调整) would do; writes nothing."""

from collections.abc import Iterator

from sqlmodel import col, select

from models.assignment import Assignment
from models.contest import Contest
from models.department import Department, SuccessionKind
from models.duty import Duty
from models.enums import AssignmentPart
from models.errors import Invalid
from models.token import ApiToken
from models.user import User
from service.operations.acting import Acting
from service.operations.duty_checks import Revision
from service.operations.reorganisation_checks import given_duty, living, wrong
from service.operations.reorganisation_plan import (
    Belonging,
    Change,
    Lesson,
    Line,
    NewUnit,
    Plan,
    Shift,
    TicketMove,
)
from service.queries import duties, reorganisation
from service.queries.contests import parted
from service.queries.duties import content_of
from service.queries.reorganisation import Holding


def plan_of(act: Acting, change: Change) -> Plan:
    """Return what a change would do today.

    Raises:
        Invalid: it cannot be done so; one sentence a field.
    """
    faults = wrong(act, change)
    if faults:
        raise Invalid("".join(faults.values()), code="bad_change", fields=faults)
    duty = given_duty(act, change)
    return Plan(
        change=change,
        day=act.today,
        founded=tuple(_founded(act, change)),
        lines=tuple(_lines(act, change, duty)),
        revisions=tuple(_revisions(act, change, duty)),
        tickets=tuple(_tickets(act, change, duty)),
        people=tuple(_people(act, change)),
        tokens=tuple(_tokens(act, change)),
        contests=tuple(_contests(act, change)),
        children=tuple(_children(act, change)),
        lessons=tuple(_lessons(act, change, duty)),
    )


def heir_of_entry(change: Change, entry: Contest, unit: str) -> str:
    """Return who stands in an entry of the register instead of a unit."""
    heirs = {change.heir(unit, category=code) for code in parted(entry.categories)}
    return heirs.pop() if len(heirs) == 1 else change.heir(unit, category=None)


def _founded(act: Acting, change: Change) -> Iterator[NewUnit]:
    first = act.session.get_one(Department, change.units[0])
    for one in change.founded:
        yield NewUnit(
            code=one.code,
            name=one.name.strip(),
            short_name=one.short_name.strip(),
            kind=one.kind or first.kind,
            area=one.area or first.area_code,
            parent=one.parent or first.parent_code,
        )


def _lines(act: Acting, change: Change, duty: Duty | None) -> Iterator[Line]:
    if duty is not None:
        if _is_whole(act, duty):
            (heir,) = change.parts
            yield Line(
                before=duty.lead,
                after=heir.unit,
                kind=SuccessionKind.TRANSFER,
                category_prefix=duty.category_code,
            )
        return
    for unit in change.units:
        kind = change.kind if unit in change.ended else SuccessionKind.TRANSFER
        for part in change.parts:
            if part.unit != unit:
                yield Line(
                    before=unit, after=part.unit, kind=kind, category_prefix=part.category_prefix
                )


def _is_whole(act: Acting, duty: Duty) -> bool:
    """Whether with this duty the unit gives the whole category away, everywhere."""
    others = [
        row
        for row in duties.standing(act.session, on=act.today)
        if row.family != duty.family
        and (row.lead, row.category_code) == (duty.lead, duty.category_code)
    ]
    return duty.area_code is None and not others


def _revisions(act: Acting, change: Change, duty: Duty | None) -> Iterator[Revision]:
    for row in duties.standing(act.session, on=act.today):
        if duty is not None and row.family != duty.family:
            continue
        before = content_of(row)
        lead = change.heir(before.lead, category=before.category)
        helping = before.assisting
        if duty is None:
            helping = tuple(change.heir(code, category=before.category) for code in helping)
        kept = tuple(dict.fromkeys(code for code in helping if code != lead))
        after = _content(before, lead=lead, assisting=kept)
        if after != before:
            since = max(act.today, row.valid_from)
            yield Revision(
                family=row.family, before=before, after=after, since=since, until=row.valid_to
            )


def _content(before: duties.Content, *, lead: str, assisting: tuple[str, ...]) -> duties.Content:
    return duties.Content(
        name=before.name,
        category=before.category,
        lead=lead,
        assisting=assisting,
        basis=before.basis,
        area=before.area,
        level=before.level,
    )


def _tickets(act: Acting, change: Change, duty: Duty | None) -> Iterator[TicketMove]:
    within = None
    if duty is not None and duty.area_code is not None:
        within = reorganisation.places_within(act.session, duty.area_code)
    for held in reorganisation.holdings(act.session, units=change.units):
        if duty is not None and not _is_quoted(held, duty, within):
            continue
        move = _move(change, held, leads_alone=duty is not None)
        if move.shifts or move.first_lead != move.new_first_lead:
            yield move


def _is_quoted(held: Holding, duty: Duty, within: frozenset[str] | None) -> bool:
    """Whether an open ticket is one of those that its lead has by this duty."""
    ticket = held.ticket
    cited = {
        row.duty_code.partition(".")[0]
        for row in held.assignments
        if row.part is AssignmentPart.LEAD and row.duty_code
    }
    return (
        ticket.lead_code == duty.lead
        and ticket.category_code == duty.category_code
        and (within is None or ticket.area_code in within)
        and cited <= {duty.family}
    )


def _move(change: Change, held: Holding, *, leads_alone: bool) -> TicketMove:
    ticket = held.ticket
    assert ticket.id is not None

    def heir(unit: str | None) -> str | None:
        return unit and change.heir(unit, category=ticket.category_code)

    return TicketMove(
        id=ticket.id,
        number=ticket.number,
        lead=ticket.lead_code,
        new_lead=heir(ticket.lead_code),
        first_lead=ticket.first_lead_code,
        new_first_lead=heir(ticket.first_lead_code),
        shifts=tuple(_shifts(change, held, leads_alone=leads_alone)),
    )


def _shifts(change: Change, held: Holding, *, leads_alone: bool) -> Iterator[Shift]:
    for row in held.assignments:
        after = change.heir(row.department_code, category=held.ticket.category_code)
        is_wanted = row.part is AssignmentPart.LEAD or not leads_alone
        if after != row.department_code and is_wanted:
            yield Shift(assignment=_id(row), before=row.department_code, after=after)


def _id(row: Assignment) -> int:
    assert row.id is not None
    return row.id


def _people(act: Acting, change: Change) -> Iterator[Belonging]:
    rows = act.session.exec(
        select(User).where(col(User.department_code).in_(change.ended)).order_by(col(User.id))
    )
    for row in rows:
        unit = row.department_code or ""
        heir = change.heir(unit, category=None)
        yield Belonging(key=str(row.id), name=row.display_name, before=unit, after=heir)


def _tokens(act: Acting, change: Change) -> Iterator[Belonging]:
    """A renamed unit's system goes on; one of a unit that is no more must ask for its own."""
    rows = act.session.exec(
        select(ApiToken)
        .where(
            col(ApiToken.department_code).in_(change.ended),
            col(ApiToken.revoked_at).is_(None),
            ApiToken.expires_at > act.at,
        )
        .order_by(col(ApiToken.id))
    )
    for row in rows:
        unit = row.department_code
        is_same = change.kind is SuccessionKind.RENAME
        heir = change.heir(unit, category=None) if is_same else None
        yield Belonging(key=str(row.id), name=row.name, before=unit, after=heir)


def _contests(act: Acting, change: Change) -> Iterator[Belonging]:
    for row in act.session.exec(select(Contest).order_by(col(Contest.id))):
        units = parted(row.units)
        now = tuple(dict.fromkeys(heir_of_entry(change, row, one) for one in units))
        if row.is_valid(act.today) and set(units) & set(change.ended) and now != units:
            after = ";".join(now) if len(now) > 1 else None
            yield Belonging(key=str(row.id), name=row.name, before=row.units, after=after)


def _children(act: Acting, change: Change) -> Iterator[Belonging]:
    rows = act.session.exec(
        select(Department)
        .where(col(Department.parent_code).in_(change.ended), living(act))
        .order_by(Department.code)
    )
    for row in rows:
        unit = row.parent_code or ""
        if row.code not in change.units:
            heir = change.heir(unit, category=None)
            yield Belonging(key=row.code, name=row.short_name, before=unit, after=heir)


def _lessons(act: Acting, change: Change, duty: Duty | None) -> Iterator[Lesson]:
    asked: list[tuple[str, str]] = []
    if duty is None:
        left = [unit for unit in change.units if unit not in change.ended]
        given = [part for part in change.parts if part.category_prefix and part.unit not in left]
        asked = [(unit, "") for unit in change.ended]
        asked += [(unit, part.category_prefix) for part in given for unit in left]
    elif _is_whole(act, duty):
        asked = [(unit, duty.category_code) for unit in change.units]
    for unit, category in asked:
        count = reorganisation.labels(act.session, unit=unit, category_prefix=category)
        if count:
            yield Lesson(unit=unit, category=category, count=count)
