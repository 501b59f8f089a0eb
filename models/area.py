"""Areas (属地), from district to single place; the gazetteer of the city."""

from sqlmodel import Field, SQLModel

from models.base import enum_type
from models.enums import AreaLevel


class Area(SQLModel, table=True):
    """A district, development zone, street, or a named place inside one."""

    __tablename__ = "area"

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=100, index=True)
    level: AreaLevel = Field(sa_type=enum_type(AreaLevel))
    parent_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    aliases: str = Field(default="", description="Other names, separated by semicolons.")
