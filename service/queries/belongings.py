"""Which tables hold something of one ticket: asked once, so that the empty ones are not read.

Most tickets have no return, no extension, no supervision: one question in place of a dozen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    bindparam,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as rows_of

from models.citizen import IdentityAccess
from models.document import Document
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.merge import MergeLink
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.supervision import Supervision
from models.suspension import Suspension
from models.ticket import Ticket

T = TypeVar("T", bound=SQLModel)
Order = Mapped[int | None] | Mapped[str] | Mapped[datetime]

#: By which column of which table a row belongs to a ticket.
_OWNERS = {
    ReturnRequest: col(ReturnRequest.ticket_id),
    Reply: col(Reply.ticket_id),
    Revisit: col(Revisit.ticket_id),
    Suggestion: col(Suggestion.ticket_id),
    IdentityAccess: col(IdentityAccess.ticket_id),
    ExtensionRequest: col(ExtensionRequest.ticket_id),
    Suspension: col(Suspension.ticket_id),
    Exclusion: col(Exclusion.ticket_id),
    Supervision: col(Supervision.ticket_id),
    Document: col(Document.ticket_id),
    Ticket: col(Ticket.parent_id),
}
_LINKED = "linked"


def _question() -> CompoundSelect[str]:
    number: ColumnElement[int] = bindparam("ticket", type_=Integer())
    owners = [(table.__name__, owner) for table, owner in _OWNERS.items()]
    owners += [(_LINKED, col(MergeLink.child_id)), (_LINKED, col(MergeLink.parent_id))]
    return union_all(
        *(select(literal(name)).where(exists().where(owner == number)) for name, owner in owners)
    )


_QUESTION = _question()


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """One ticket's rows in other tables: which tables have any, and these rows themselves."""

    session: Session
    ticket: Ticket
    names: frozenset[str]

    def has(self, table: type[SQLModel]) -> bool:
        """Tell whether a table holds something of the ticket; of tickets, what was split off."""
        return table.__name__ in self.names

    @property
    def is_linked(self) -> bool:
        """Whether the ticket was ever merged (并单) into another, or another into it."""
        return _LINKED in self.names

    def rows(self, table: type[T], *order: Order) -> Sequence[T]:
        """Return the ticket's rows of a table in this order; no query where there are none."""
        if not self.has(table):
            return ()
        wanted = rows_of(table).where(_OWNERS[table] == self.ticket.id).order_by(*order)
        return self.session.exec(wanted).all()


def belongings(session: Session, ticket: Ticket) -> Belongings:
    """Return what belongs to a ticket; one query."""
    session.flush()
    found = session.connection().execute(_QUESTION, {"ticket": ticket.id})
    return Belongings(session=session, ticket=ticket, names=frozenset(found.scalars()))
