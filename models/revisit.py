"""What the citizen says of the answer (回访), one rating (满意度) a round."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled, Satisfaction


class RatingWay(Labelled):
    """How a citizen was asked (评价方式)."""

    CLERK = "clerk", "人工回访"
    LINK = "link", "评价链接"
    API = "api", "接口评价"


_RATED = text("satisfaction IS NOT NULL")


class Revisit(SQLModel, table=True):
    """One attempt to ask the citizen: contacted, solved, satisfied, and why not.

    Who was contacted and left no rating declined to give one (不愿评价).
    """

    __tablename__ = "revisit"
    __table_args__ = (
        # The database itself refuses a second rating of the same round.
        Index(
            "uq_revisit_one_rating_a_round",
            "ticket_id",
            "round",
            unique=True,
            sqlite_where=_RATED,
            postgresql_where=_RATED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    round: int
    clerk: str = Field(max_length=100)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    was_contacted: bool
    is_solved: bool | None = None
    satisfaction: Satisfaction | None = Field(default=None, sa_type=enum_type(Satisfaction))
    reason: str = ""
    via: RatingWay = Field(default=RatingWay.CLERK, sa_type=enum_type(RatingWay))

    @property
    def has_declined(self) -> bool:
        """Whether the citizen was reached and would not rate."""
        return self.was_contacted and self.satisfaction is None
