"""Who does something, when, and in which transaction: handed to every verb."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.clock import to_city
from models.enums import Role
from models.errors import Forbidden


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, a department's token, or the system itself.

    `key` names the principal uniquely (user, token or system); `name` is what people read.
    """

    key: str
    name: str
    role: Role
    department: str | None = None

    @property
    def sees_all(self) -> bool:
        """Whether every ticket may be read; officers see what their unit holds or held."""
        return self.role is not Role.OFFICER


SYSTEM = Actor(key="system", name="系统", role=Role.SYSTEM)


@dataclass(frozen=True, kw_only=True)
class Acting:
    """One actor in one transaction at one instant."""

    session: Session
    actor: Actor
    at: datetime
    request_id: str = ""

    @property
    def today(self) -> date:
        """The city's date at that instant."""
        return to_city(self.at).date()


def require_role(actor: Actor, *roles: Role) -> None:
    """Refuse an actor whose role is not among those named.

    Raises:
        Forbidden: the role is another.
    """
    if actor.role not in roles:
        names = "、".join(role.label for role in roles)
        raise Forbidden(f"这项操作须由{names}进行。", code="role_not_allowed")
