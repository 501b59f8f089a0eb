"""How often the city's rules have changed, so that what is kept in memory knows when to reread."""

from sqlmodel import Field, Session, SQLModel

_ONLY = 1


class CityRevision(SQLModel, table=True):
    """One row; its number rises with every change of units, duties, areas or categories."""

    __tablename__ = "city_revision"

    id: int = Field(default=_ONLY, primary_key=True)
    number: int = 0


def city_revision(session: Session) -> int:
    """Return the present number; 0 before anything was entered."""
    found = session.get(CityRevision, _ONLY)
    return found.number if found else 0


def touch_city(session: Session) -> None:
    """Say that the city's rules have changed; every process rereads them when next needed."""
    # What this transaction read before waiting for the lock may be old by now.
    found = session.get(CityRevision, _ONLY, with_for_update=True, populate_existing=True)
    found = found or CityRevision()
    found.number += 1
    session.add(found)
    session.flush()
