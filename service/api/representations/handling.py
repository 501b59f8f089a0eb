"""What units asked for and were granted on a ticket, and its files."""

from datetime import date

from pydantic import Field

from service.api.representations.base import Moment, Shown


class ExtensionOut(Shown):
    """A request for more time (延期) and what was decided; both deadlines are kept."""

    round: int
    department: str
    department_name: str
    days: int
    is_natural: bool = Field(description="Natural days of a long-cycle matter, else working days.")
    reason: str
    milestones: tuple[str, ...]
    requested_by: str
    requested_at: Moment
    decision: str | None
    decision_label: str | None
    decision_reason: str
    decided_by: str | None
    decided_at: Moment | None
    due_before: Moment
    due_after: Moment | None


class MilestoneOut(Shown):
    """One stage of a suspended matter (阶段目标)."""

    id: int
    name: str
    due_on: date
    reached_on: date | None
    remark: str


class SuspensionOut(Shown):
    """A stretch in which the clock stands still (挂账)."""

    round: int
    reason: str
    started_by: str
    started_at: Moment
    review_on: date
    ended_at: Moment | None
    milestones: tuple[MilestoneOut, ...]


class DocumentOut(Shown):
    """A file (附件) that the asking actor may open; `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    is_citizens: bool
    uploaded_by: str
    department: str | None
    uploaded_at: Moment
    href: str


class HandlingOut(Shown):
    """The part of a ticket that tells of its handling."""

    response_due_at: Moment | None
    contacted_at: Moment | None = Field(description="First contact with the citizen (响应).")
    paused_at: Moment | None = Field(description="Since when the clock stands still.")
    extension_count: int
    extended_days: int = Field(description="Working days granted in this round.")
    extensions: tuple[ExtensionOut, ...]
    suspensions: tuple[SuspensionOut, ...]
    documents: tuple[DocumentOut, ...]
