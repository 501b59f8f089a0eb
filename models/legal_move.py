"""The workflow's table inside the database: it refuses a change of status that is no move."""

from sqlmodel import Field, Session, SQLModel, select

from models.base import enum_type
from models.enums import Action, Status
from models.workflow import MOVES


class LegalMove(SQLModel, table=True):
    """One source, action and target of `MOVES`; triggers on ticket and event look here."""

    __tablename__ = "legal_move"

    source: Status = Field(primary_key=True, sa_type=enum_type(Status))
    action: Action = Field(primary_key=True, sa_type=enum_type(Action))
    target: Status = Field(primary_key=True, sa_type=enum_type(Status))


def copy_moves(session: Session) -> None:
    """Make the database's table the same as `MOVES`; write nothing where it is."""
    wanted = {(move.source, move.action, move.target) for move in MOVES}
    rows = session.exec(select(LegalMove)).all()
    there = {(row.source, row.action, row.target): row for row in rows}
    for key in there.keys() - wanted:
        session.delete(there[key])
    for source, action, target in sorted(wanted - there.keys()):
        session.add(LegalMove(source=source, action=action, target=target))
    session.flush()
