"""A file that belongs to a ticket (附件): a signed final reply, a photograph of the site."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class Document(SQLModel, table=True):
    """One file as it came; never changed, named by its digest."""

    __tablename__ = "document"

    id: str = Field(primary_key=True, max_length=32)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(description="Bytes.")
    sha256: str = Field(max_length=64)
    content: bytes
    is_citizens: bool = Field(default=False, description="It came from the citizen.")
    uploaded_by: str = Field(max_length=100)
    department_code: str | None = Field(default=None, foreign_key="department.code")
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
