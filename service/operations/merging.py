"""Merging repeats (并单): the child closes and points at its parent, and keeps its own trail."""

from sqlmodel import col, select

from models.enums import Action, Status
from models.errors import Conflict, Invalid, NotFound
from models.merge import MergeLink
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import move, plan

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
