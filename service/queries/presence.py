"""Who has tickets in hand or before them at an instant: what desks show beside each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.presence import Claim, Presence


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody at a ticket; `key` names the principal, `name` is what people read."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who has one ticket in hand, since when, and who looks on."""

    holder: Person | None = None
    since: datetime | None = None
    lookers: tuple[Person, ...] = ()


NOBODY = Watch()


def watches(session: Session, ids: Collection[int], *, at: datetime) -> Mapping[int, Watch]:
    """Return who is at each of these tickets; two queries, and nothing for where nobody is."""
    if not ids:
        return {}
    claims = session.exec(select(Claim).where(col(Claim.ticket_id).in_(ids), Claim.until > at))
    held = {row.ticket_id: row for row in claims}
    looks = session.exec(
        select(Presence)
        .where(col(Presence.ticket_id).in_(ids), Presence.until > at)
        .order_by(col(Presence.actor))
    ).all()
    return {
        one: Watch(
            holder=Person(key=held[one].actor_key, name=held[one].actor) if one in held else None,
            since=held[one].since if one in held else None,
            lookers=tuple(
                Person(key=row.actor_key, name=row.actor)
                for row in looks
                if row.ticket_id == one
                and not (one in held and held[one].actor_key == row.actor_key)
            ),
        )
        for one in {*held, *(row.ticket_id for row in looks)}
    }
