"""People who log in, and their sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Role


class User(SQLModel, table=True):
    """A member of staff; officers belong to a department."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=50, unique=True)
    display_name: str = Field(max_length=50)
    password_hash: str
    role: Role = Field(sa_type=enum_type(Role))
    department_code: str | None = Field(default=None, foreign_key="department.code")
    is_active: bool = True
    failed_logins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    must_change: bool = Field(
        default=False, description="The password was given by an administrator, for one use."
    )
    last_login_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """A browser that has logged in; only the digest of its secret is kept."""

    __tablename__ = "user_session"

    digest: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    csrf: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
