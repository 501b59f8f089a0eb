"""Automatic dispatch (自动派单): off unless switched on for a unit, checked by sample."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

_WAITING = text("is_sampled AND is_right IS NULL")


class AutomaticDispatch(SQLModel, table=True):
    """For one unit: from which probability, at what precision, and how many are checked."""

    __tablename__ = "automatic_dispatch"

    department_code: str = Field(foreign_key="department.code", primary_key=True)
    is_on: bool = False
    target_precision: float = 0.97
    sample_share: float = Field(default=0.05, description="Share that a person must check.")
    minimum_checks: int = Field(default=20, description="Checks before precision is judged.")
    changed_by: str = Field(max_length=100)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    on_since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Only routes since then are judged."
    )
    off_reason: str = ""

    def told(self) -> dict[str, str]:
        """Return the terms in words, by what they are called."""
        return {
            "状态": "启用" if self.is_on else "停用",
            "目标精度": f"{100 * self.target_precision:.1f}%",
            "抽检比例": f"{100 * self.sample_share:.1f}%",
            "有多少件结论才判断": str(self.minimum_checks),
        }


class RouteCheck(SQLModel, table=True):
    """One automatic route: whether it is to be checked, and what a person or its fate said."""

    __tablename__ = "route_check"
    __table_args__ = (
        Index("ix_route_check_unit", "department_code", "routed_at"),
        Index("ix_route_check_waiting", "routed_at", "id",
              sqlite_where=_WAITING, postgresql_where=_WAITING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    department_code: str = Field(foreign_key="department.code")
    probability: float
    artifact: str = Field(max_length=64)
    routed_at: datetime = Field(sa_type=UtcDateTime)
    is_sampled: bool
    is_right: bool | None = None
    checked_by: str | None = Field(default=None, max_length=100)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
