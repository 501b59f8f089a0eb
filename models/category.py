"""The catalogue of matters (诉求分类), three levels, codes of 2+2+2 digits (GB/T 39666-2020)."""

from sqlmodel import Field, SQLModel


class Category(SQLModel, table=True):
    """A node of the catalogue; its level is half the length of its code."""

    __tablename__ = "category"

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=100)
    parent_code: str | None = Field(default=None, foreign_key="category.code", index=True)
