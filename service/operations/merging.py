"""Merging repeats (并单): the child closes and points at its parent, and keeps its own trail."""

from sqlmodel import col, select

from models.enums import Action, Closure, Status
from models.errors import Conflict, Invalid, NotFound
from models.merge import MergeLink
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import check_given, move, plan
from service.operations.settling import lapse_exclusion

_ENDED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.VOIDED})


def hold_both(act: Acting, *, child: str, parent: str) -> None:
    """Lock both tickets in one order, so that A into B and B into A wait instead of deadlocking."""
    act.session.exec(
        select(Ticket.id)
        .where(col(Ticket.number).in_((child, parent.strip())))
        .order_by(col(Ticket.id))
        .with_for_update()
    ).all()


def merge(act: Acting, ticket: Ticket, *, into: str) -> Ticket:
    """Close a repeat as merged into another ticket that is still open.

    Because the parent must be open and a merged ticket is closed, no cycle can arise.

    Raises:
        NotFound: there is no ticket with that number.
        Invalid: it is the ticket itself, or none was named.
        Conflict: the other ticket has ended: merged, closed, archived or void.
    """
    step = plan(act, ticket, Action.MERGE)
    number = into.strip()
    if number == ticket.number:
        raise Invalid(
            "不能把工单并入它自己。", code="merge_into_itself", fields={"into": "请另填工单编号。"}
        )
    parent = _parent(act, number) if number else None
    if parent is not None:
        assert ticket.id is not None
        assert parent.id is not None
        act.session.add(
            MergeLink(
                child_id=ticket.id,
                parent_id=parent.id,
                merged_by=act.actor.name,
                merged_at=act.at,
            )
        )
    move(act, ticket, step, given={"into": number})
    return ticket


def unmerge(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Take a ticket out of the one it was merged into (拆并); it waits to be dispatched again.

    The link stays with who undid it, when and why; replies and ratings stay where they are.

    Raises:
        Conflict: the ticket was closed in another way.
        Invalid: no reason was given.
    """
    step = plan(act, ticket, Action.UNMERGE)
    check_given(step, facts={}, reason=reason)
    link = act.session.exec(
        select(MergeLink).where(MergeLink.child_id == ticket.id, col(MergeLink.undone_at).is_(None))
    ).one_or_none()
    if link is None or ticket.closure is not Closure.MERGED:
        raise Conflict("这张工单没有并入别的工单，不能拆并。", code="not_merged")
    link.undone_by, link.undone_at, link.undone_reason = act.actor.name, act.at, reason.strip()
    act.session.add(link)
    parent = act.session.get_one(Ticket, link.parent_id)
    lapse_exclusion(act, ticket, because="已拆并")
    ticket.is_excluded = False
    move(act, ticket, step, reason=reason, given={"out_of": parent.number})
    return ticket


def _parent(act: Acting, number: str) -> Ticket:
    parent = act.session.exec(
        select(Ticket)
        .where(Ticket.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if parent is None:
        raise NotFound(f"没有编号为 {number} 的工单，不能并入。", code="unknown_parent")
    if parent.status in _ENDED:
        raise Conflict(
            f"工单 {number} 已{parent.status.label}，只能并入尚未办结的工单。", code="parent_ended"
        )
    return parent
