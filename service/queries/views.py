"""Saved views (常用视图): which a person sees, and which the list opens with."""

from collections.abc import Sequence

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from models.saved_view import SavedView, Sharing


def views_for(
    session: Session, *, owner_key: str, role: str, department: str | None
) -> Sequence[SavedView]:
    """Return a person's own views and those shared with its role or unit, own ones first."""
    by_role = and_(col(SavedView.shared) == Sharing.ROLE, col(SavedView.role) == role)
    ways = [col(SavedView.owner_key) == owner_key, by_role]
    if department is not None:
        by_unit = col(SavedView.shared) == Sharing.UNIT
        ways.append(and_(by_unit, col(SavedView.department_code) == department))
    found = session.exec(select(SavedView).where(or_(*ways)).order_by(col(SavedView.id))).all()
    return sorted(found, key=lambda view: view.owner_key != owner_key)


def default_of(session: Session, *, owner_key: str) -> SavedView | None:
    """Return the view with which the list opens for a person."""
    return session.exec(
        select(SavedView).where(SavedView.owner_key == owner_key, col(SavedView.is_default))
    ).first()
