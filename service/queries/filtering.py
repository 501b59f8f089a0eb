"""What is asked of tickets in a list: a filter, and the conditions that it puts on their rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.area import Area
from models.assignment import Assignment
from models.citizen import Citizen
from models.enums import AssignmentEnd, AssignmentPart, Channel, Choice, Kind, Status, Urgency
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket
from models.workflow import HELD
from service.queries.history import proven


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which suggestions people chose on: an artefact's, after one instant and up to another."""

    artifact: str
    after: datetime
    until: datetime
    accepted: bool = False


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which tickets are wanted; an empty field wants all. `unit` sees what it holds or held.

    `tasked` is a unit that assists or holds a task and has not finished its part; `supervised`
    and `to_exclude` want what is supervised and what somebody asked to leave out (剔除);
    `to_extend` wants those whose request for more time (延期) waits; `recurred` those that came
    again shortly after closing (疑似假办结); `reopened` those in a later round (重办). `caller` is
    the digest of a telephone number, by which no report (举报) is ever found. `tried_since`
    and `untried_since` are of the calls (回访) that reached nobody. `policy` is the version of the
    limits that a ticket was given; `proven` wants those whose end tells whose they are; `placeless`
    those without an area; `exact` takes category and area without what lies below them; `chosen`
    wants those on whose suggestion a person decided.
    """

    statuses: tuple[Status, ...] = ()
    lead: str | None = None
    unit: str | None = None
    tasked: str | None = None
    category: str = ""
    area: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    overdue_at: datetime | None = None
    due_after: datetime | None = None
    supervised: bool = False
    to_exclude: bool = False
    to_extend: bool = False
    recurred: bool = False
    reopened: bool = False
    kind: Kind | None = None
    channel: Channel | None = None
    urgency: Urgency | None = None
    caller: str | None = None
    tried_since: datetime | None = None
    untried_since: datetime | None = None
    policy: int | None = None
    proven: bool = False
    placeless: bool = False
    exact: bool = False
    chosen: Chosen | None = None


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter asks of a ticket's row."""
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(col(Ticket.status).in_(wanted.statuses))
    if wanted.lead is not None:
        found.append(col(Ticket.lead_code) == wanted.lead)
    if wanted.unit is not None:
        found.append(held_by(wanted.unit))
    found.extend(_waiting(wanted))
    found.extend(_of_its_kind(wanted))
    found.extend(_of_its_matter(wanted))
    if wanted.received_from is not None:
        found.append(col(Ticket.received_at) >= wanted.received_from)
    if wanted.received_to is not None:
        found.append(col(Ticket.received_at) < wanted.received_to)
    if wanted.overdue_at is not None:
        found.append(col(Ticket.due_at) < wanted.overdue_at)
        found.append(col(Ticket.closed_at).is_(None))
        found.append(col(Ticket.status) != Status.VOIDED)
    if wanted.due_after is not None:
        found.append(col(Ticket.due_at) >= wanted.due_after)
    return found


def _within(area: str) -> SelectOfScalar[str]:
    """An area's code and those of everything in it, down to single places."""
    inside = select(Area.code).where(Area.parent_code == area)
    return select(Area.code).where(
        or_(
            col(Area.code) == area,
            col(Area.parent_code) == area,
            col(Area.parent_code).in_(inside),
        )
    )


def _of_its_matter(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What it is about, where, under which limits, and whether it is a lesson."""
    category, area = col(Ticket.category_code), col(Ticket.area_code)
    if wanted.category and wanted.exact:
        yield category == wanted.category
    elif wanted.category:
        yield category.startswith(wanted.category, autoescape=True)
    if wanted.placeless:
        yield area.is_(None)
    elif wanted.area is not None:
        yield area == wanted.area if wanted.exact else area.in_(_within(wanted.area))
    if wanted.policy is not None:
        yield col(Ticket.policy_version) == wanted.policy
    if wanted.proven:
        yield from proven()
    if wanted.chosen is not None:
        yield col(Ticket.id).in_(select(Suggestion.ticket_id).where(*chosen(wanted.chosen)))


def chosen(asked: Chosen) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the suggestions that were chosen on."""
    return (
        col(Suggestion.artifact) == asked.artifact,
        col(Suggestion.ticket_id).is_not(None),
        col(Suggestion.choice) == Choice.ACCEPTED
        if asked.accepted
        else col(Suggestion.choice).is_not(None),
        col(Suggestion.chosen_at) > asked.after,
        col(Suggestion.chosen_at) <= asked.until,
    )


def _of_its_kind(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What a ticket is, and who called."""
    if wanted.kind is not None:
        yield col(Ticket.kind) == wanted.kind
    if wanted.channel is not None:
        yield col(Ticket.channel) == wanted.channel
    if wanted.urgency is not None:
        yield col(Ticket.urgency) == wanted.urgency
    if wanted.reopened:
        yield col(Ticket.round) > 1
    if wanted.caller is not None:
        same = select(Citizen.id).where(Citizen.phone_digest == wanted.caller)
        yield col(Ticket.citizen_id).in_(same)
        yield col(Ticket.kind) != Kind.REPORT


def _waiting(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What waits on a ticket beside its status."""
    if wanted.tasked is not None:
        yield _unfinished_by(wanted.tasked)
    if wanted.supervised:
        yield (col(Ticket.supervision_level) > 0) & col(Ticket.status).in_(HELD)
    if wanted.to_exclude:
        asked = select(Exclusion.ticket_id).where(col(Exclusion.decision).is_(None))
        yield col(Ticket.id).in_(asked)
    if wanted.to_extend:
        asking = select(ExtensionRequest.ticket_id).where(col(ExtensionRequest.decision).is_(None))
        yield col(Ticket.id).in_(asking)
    if wanted.recurred:
        yield col(Ticket.suspected_false_close).is_(True)
    if wanted.tried_since is not None:
        yield _tried(wanted.tried_since)
    if wanted.untried_since is not None:
        yield ~_tried(wanted.untried_since)


def held_by(unit: str, *, ticket: SQLCoreOperations[int] | None = None) -> ColumnElement[bool]:
    """Return what is true of the tickets that a unit holds, or held until they were closed.

    `ticket` is the column of the tickets' ids, where the query is not one of tickets.
    """
    return exists().where(
        col(Assignment.ticket_id) == (col(Ticket.id) if ticket is None else ticket),
        col(Assignment.department_code) == unit,
        or_(col(Assignment.ended_at).is_(None), col(Assignment.end) == AssignmentEnd.CLOSED),
    )


def _tried(since: datetime) -> ColumnElement[bool]:
    return exists().where(
        col(Revisit.ticket_id) == col(Ticket.id),
        col(Revisit.round) == col(Ticket.round),
        col(Revisit.satisfaction).is_(None),
        col(Revisit.at) >= since,
    )


def _unfinished_by(unit: str) -> ColumnElement[bool]:
    return exists().where(
        col(Assignment.ticket_id) == col(Ticket.id),
        col(Assignment.department_code) == unit,
        col(Assignment.part) != AssignmentPart.LEAD,
        col(Assignment.ended_at).is_(None),
        col(Assignment.finished_at).is_(None),
    )
