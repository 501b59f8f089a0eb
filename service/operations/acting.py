"""Who does something, when, and in which transaction: handed to every verb."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, Executable
from sqlmodel import Session

from models.clock import to_city
from models.enums import Role
from models.errors import Forbidden


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, a department's token, or the system itself.

    `key` names the principal uniquely (user, token or system); `name` is what people read. Who
    `must_change` was given a password for one use, and may do nothing before choosing another.
    `username` is what a person logs in with; empty where nobody does.
    """

    key: str
    name: str
    role: Role
    department: str | None = None
    must_change: bool = False
    username: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether every ticket may be read; officers see what their unit holds or held.

        Evaluators (第三方评估) come from outside: they read samples, and no ticket.
        """
        return self.role not in {Role.OFFICER, Role.EVALUATOR}


SYSTEM = Actor(key="system", name="系统", role=Role.SYSTEM)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What many verbs write at once, after the last of them: a statement and its rows."""

    rows: dict[Executable, list[Mapping[str, object]]] = field(default_factory=dict)

    def write(self, connection: Connection) -> None:
        """Send each statement once, with all its rows."""
        for statement, rows in self.rows.items():
            connection.execute(statement, rows)
        self.rows.clear()


@dataclass(frozen=True, kw_only=True)
class Acting:
    """One actor in one transaction at one instant.

    With `gathered` the verbs write nothing yet: whoever gave it writes for all of them, and until
    then no verb may ask the database for what another has changed.
    """

    session: Session
    actor: Actor
    at: datetime
    request_id: str = ""
    gathered: Gathered | None = None

    def flush(self) -> None:
        """Write what was changed, unless it is gathered."""
        if self.gathered is None:
            self.session.flush()

    def execute(self, statement: Executable, row: Mapping[str, object]) -> None:
        """Send a statement beside the session's own, or gather its row."""
        if self.gathered is None:
            self.session.connection().execute(statement, [row])
        else:
            self.gathered.rows.setdefault(statement, []).append(row)

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
