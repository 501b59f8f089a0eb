"""Files of a ticket without their content, for lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.document import Document
from models.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What a list shows of a file (附件); `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    is_citizens: bool
    uploaded_by: str
    department_code: str | None
    uploaded_at: datetime


def files_of(session: Session, ticket: Ticket) -> Sequence[FileFacts]:
    """Return a ticket's files, the oldest first; their content stays in the database."""
    columns = [col(getattr(Document, name)) for name in FileFacts.__dataclass_fields__]
    rows = session.connection().execute(
        select(*columns)
        .where(col(Document.ticket_id) == ticket.id)
        .order_by(col(Document.uploaded_at), col(Document.id))
    )
    return [FileFacts(**row) for row in rows.mappings()]
