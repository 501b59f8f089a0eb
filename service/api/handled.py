"""From what was asked and granted on a ticket to its representation."""

from models.document import Document
from models.extension import ExtensionRequest
from models.suspension import Milestone, Suspension
from service.api.representations.handling import (
    DocumentOut,
    ExtensionOut,
    HandlingOut,
    MilestoneOut,
    SuspensionOut,
)
from service.operations.acting import Acting
from service.operations.documents import visible_files
from service.operations.extending import plea_of
from service.queries.belongings import Belongings
from service.queries.documents import FileFacts
from service.queries.handled import Handled
from service.queries.names import Names


def handling_out(act: Acting, there: Belongings, *, found: Handled, names: Names) -> HandlingOut:
    """Return how a ticket was handled, as far as the actor may read it."""
    ticket = there.ticket
    files = visible_files(act, ticket) if there.has(Document) else ()
    return HandlingOut(
        response_due_at=ticket.response_due_at,
        contacted_at=ticket.contacted_at,
        paused_at=ticket.paused_at,
        extension_count=ticket.extension_count,
        extended_days=ticket.extended_days,
        extensions=tuple(_extension(row, names) for row in found.extensions),
        suspensions=tuple(_suspension(row, found) for row in found.suspensions),
        documents=tuple(document_out(row, number=ticket.number) for row in files),
    )


def document_out(file: Document | FileFacts, *, number: str) -> DocumentOut:
    """Return a file without its content."""
    return DocumentOut(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        is_citizens=file.is_citizens,
        uploaded_by=file.uploaded_by,
        department=file.department_code,
        uploaded_at=file.uploaded_at,
        href=f"/api/v1/tickets/{number}/documents/{file.id}",
    )


def _extension(row: ExtensionRequest, names: Names) -> ExtensionOut:
    asked = plea_of(row)
    return ExtensionOut(
        round=row.round,
        department=row.department_code,
        department_name=names.unit(row.department_code) or "",
        days=row.days,
        is_natural=asked.is_long,
        reason=row.reason,
        milestones=asked.milestones,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decision=row.decision,
        decision_label=row.decision.label if row.decision else None,
        decision_reason=row.decision_reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        due_before=row.due_before,
        due_after=row.due_after,
    )


def _suspension(row: Suspension, found: Handled) -> SuspensionOut:
    return SuspensionOut(
        round=row.round,
        reason=row.reason,
        started_by=row.started_by,
        started_at=row.started_at,
        review_on=row.review_on,
        ended_at=row.ended_at,
        milestones=tuple(_milestone(stage) for stage in found.stages(row)),
    )


def _milestone(row: Milestone) -> MilestoneOut:
    return MilestoneOut(
        id=row.id or 0,
        name=row.name,
        due_on=row.due_on,
        reached_on=row.reached_on,
        remark=row.remark,
    )
