"""Anchors over the whole trail: what one stands for, and whether each still stands (审计锚点)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.audit import AuditAnchor
from models.cipher import Cipher
from models.citizen import IdentityAccess
from models.clock import to_city
from models.event import Event
from service.queries.chain import Fault, Finding

PURPOSE = "audit-anchor"
_FETCH = 5000
#: So many lost numbers are named.
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Rows of one table between two ids: how many, the last, their digest, and gaps in the ids."""

    last_id: int
    count: int
    digest: str
    gaps: tuple[int, ...] = ()


def newest(session: Session) -> AuditAnchor | None:
    """Return the anchor that the next one continues."""
    return session.exec(select(AuditAnchor).order_by(col(AuditAnchor.id).desc())).first()


def events_between(
    session: Session, *, after: int, up_to: int | None = None, until: datetime | None = None
) -> Stretch:
    """Return the stretch of events after one id: up to another, or written until an instant."""
    wanted = columns(col(Event.id), col(Event.hash), col(Event.at)).where(col(Event.id) > after)
    if up_to is not None:
        wanted = wanted.where(col(Event.id) <= up_to)
    rows = session.connection().execute(
        wanted.order_by(col(Event.id)), execution_options={"yield_per": _FETCH}
    )
    told = ((row[0] or 0, row[1], row[2]) for row in rows)
    return _stretch(told, after=after, up_to=up_to, until=until)


def looks_between(
    session: Session, *, after: int, up_to: int | None = None, until: datetime | None = None
) -> Stretch:
    """Return the stretch of looks at identities after one id, as `events_between` does."""
    look = IdentityAccess
    wanted = select(look).where(col(look.id) > after).order_by(col(look.id))
    if up_to is not None:
        wanted = wanted.where(col(look.id) <= up_to)
    rows = session.exec(wanted.execution_options(yield_per=_FETCH))
    told = ((row.id or 0, _told(row), row.at) for row in rows)
    return _stretch(told, after=after, up_to=up_to, until=until)


def faults(session: Session, *, cipher: Cipher, since: datetime | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the anchors, and with the stretches of those since an instant."""
    before: AuditAnchor | None = None
    for anchor in session.exec(select(AuditAnchor).order_by(col(AuditAnchor.id))).all():
        signature = before.signature if before else ""
        is_ours = cipher.signed(anchor.said(), anchor.signature, purpose=PURPOSE)
        if not is_ours or anchor.previous_signature != signature:
            yield Finding(fault=Fault.ANCHOR, detail=f"{_days(before, anchor)}的锚点被改动或缺失。")
        elif since is None or anchor.until >= since:
            yield from _stretches(session, before, anchor)
        before = anchor


def _stretches(
    session: Session, before: AuditAnchor | None, anchor: AuditAnchor
) -> Iterator[Finding]:
    event_id, look_id = (before.last_event_id, before.last_look_id) if before else (0, 0)
    events = events_between(session, after=event_id, up_to=anchor.last_event_id)
    if events.digest != anchor.events_digest:
        detail = f"{_days(before, anchor)}的办理记录{_difference(events, anchor.events)}"
        yield Finding(fault=Fault.ANCHOR, detail=detail)
    looks = looks_between(session, after=look_id, up_to=anchor.last_look_id)
    if looks.digest != anchor.looks_digest:
        detail = f"{_days(before, anchor)}的身份查看记录{_difference(looks, anchor.looks)}"
        yield Finding(fault=Fault.LOOKS, detail=detail)


def _difference(found: Stretch, count: int) -> str:
    if found.count == count:
        return f"仍为 {count} 条，但有内容被改动。"
    gaps = "、".join(str(number) for number in found.gaps[:_NAMED])
    lost = f"，缺序号 {gaps}{' 等' if len(found.gaps) > _NAMED else ''}" if gaps else ""
    return f"应有 {count} 条，现有 {found.count} 条{lost}。"


def _days(before: AuditAnchor | None, anchor: AuditAnchor) -> str:
    last = f"{to_city(anchor.until):%Y-%m-%d %H:%M}"
    return f"{to_city(before.until):%Y-%m-%d %H:%M} 至 {last}" if before else f"{last} 以前"


def _stretch(
    rows: Iterator[tuple[int, str, datetime]],
    *,
    after: int,
    up_to: int | None,
    until: datetime | None,
) -> Stretch:
    digest, last, count = hashlib.sha256(), after, 0
    gaps: list[int] = []
    for number, told, at in rows:
        if until is not None and at > until:
            break
        gaps.extend(range(last + 1, min(number, last + 1 + _NAMED + 1)))
        digest.update(f"{number}:{told}\n".encode())
        last, count = number, count + 1
    if up_to is not None:
        gaps.extend(range(last + 1, min(up_to + 1, last + 1 + _NAMED + 1)))
    return Stretch(last_id=last, count=count, digest=digest.hexdigest(), gaps=tuple(gaps))


def _told(look: IdentityAccess) -> str:
    parts = (
        look.citizen_id,
        look.ticket_id,
        look.actor_key,
        look.actor,
        look.role,
        look.purpose,
        look.at.astimezone(UTC).isoformat(),
    )
    return "\x1f".join(map(str, parts))
