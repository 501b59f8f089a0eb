"""The words by which a ticket is found: pairs of characters, in the order of its text."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

#: How many tickets the order of the found can tell apart within one second: all that ever come.
TICKETS = 1 << 28


class TicketWords(SQLModel, table=True):
    """What of one ticket is searched; `place` rises with the second of intake, then with its id.

    Behind the table stands an index that each database makes its own way (migrations 0005 and
    0012): on SQLite the full-text table `ticket_words_index`, kept by triggers and read newest
    first by its row number, which is `place`; on PostgreSQL an inverted index over `vector`, a
    column that the database itself keeps of the words in `words`.
    """

    __tablename__ = "ticket_words"

    place: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    words: str = Field(sa_type=Text)


def place_of(*, second: int, ticket_id: int) -> int:
    """Return the place of a ticket among the found, from its second of intake since 1970."""
    return second * TICKETS + ticket_id % TICKETS
